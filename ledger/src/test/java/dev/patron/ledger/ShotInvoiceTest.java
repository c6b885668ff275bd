package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An invoice that a shot is paid by is on record once, beside the tab's own, and comes back with its payment. */
class ShotInvoiceTest {
    private static final Asset ETH = new Asset(
            "ETH", Bench.NETWORK, new Address("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"), 18, Usd.ofMicros(1));

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static InvoiceTerms terms(String invoice) {
        return new InvoiceTerms(
                "painter",
                "api.example.com",
                invoice,
                "sandbox",
                "1ABC",
                new Payee(Bench.NETWORK, Bench.PAYEE),
                Bench.tokens("0.05"),
                Bench.WALLET,
                false,
                "");
    }

    private AuthorizeOutcome order(String intent, String invoice) {
        bench.reserve(intent, "0.05");
        Signing signing = at -> Bench.signing(intent)
                .sign(at)
                .paying(new Signing.Invoice("api.example.com", invoice, "sandbox", "1ABC"));
        return bench.ledger().authorize(bench.command(intent, "0.05"), bench::policy, signing);
    }

    private String ordered(String shot, String invoice) {
        String intent = bench.intent(shot);
        assertInstanceOf(AuthorizeOutcome.Authorized.class, order(intent, invoice));
        return intent;
    }

    /** What an account signs for a shot: a transaction, and the request that names it and the invoice. */
    private static AccountSigning transaction(String intent, String invoice, String bytes) {
        return new AccountSigning() {
            @Override
            public AccountUse use() {
                return new AccountUse(
                        ETH, Bench.WALLET, 4, BigInteger.TEN, BigInteger.valueOf(100), BigInteger.valueOf(50));
            }

            @Override
            public Signed sign(long nonce) {
                Signing.Signed order = Bench.signing(intent)
                        .sign(Bench.NOON)
                        .paying(new Signing.Invoice("api.example.com", invoice, "mainnet", Bench.PAYEE.text()));
                return new Signed("mainnet", 100, hash(bytes), bytes(bytes), Optional.of(order));
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(String bytes) {
        return "0x" + Digests.sha256(bytes);
    }

    private AuthorizeOutcome paidByAccount(String intent, String invoice) {
        bench.reserve(intent, "0.05");
        return bench.ledger()
                .accounts()
                .authorize(
                        bench.command(intent, "0.05"),
                        bench::policy,
                        transaction(intent, invoice, "first of " + intent));
    }

    private void takenOver() {
        bench.ledger().accounts().adopt(new WalletFacts(ETH, Bench.WALLET, 100, "0xb100"), BigInteger.valueOf(100), 4);
    }

    private void keepsBoth(String intent) {
        IntentRecord record = bench.record(intent);
        assertArrayEquals(
                Bench.request(intent),
                bench.ledger().reader().signed(record).orElseThrow().request());
        assertArrayEquals(
                bytes("first of " + intent),
                bench.ledger().accounts().transactions(record).getFirst().bytes());
        assertEquals(
                "mainnet",
                bench.ledger().invoices().behind(intent).orElseThrow().network());
    }

    private void isVoided(String shot, String invoice) {
        String intent = bench.intent(shot);
        AuthorizeOutcome.Voided voided = assertInstanceOf(AuthorizeOutcome.Voided.class, order(intent, invoice));
        assertEquals(Code.GATEWAY_REFUSED, voided.code());
        assertEquals(PaymentState.VOIDED, bench.record(intent).payment());
    }

    @Test
    void whatIsPaidForAShotIsNeitherQuotedNorPaidForAnother() throws Exception {
        String intent = ordered("shot-01", "inv_1");
        InvoiceBook book = bench.ledger().invoices();
        assertEquals(new InvoiceQuote.OtherTerms("purpose"), book.quote(terms("inv_1"), bench::policy));
        isVoided("shot-02", "inv_1");
        assertEquals(Optional.empty(), book.find(intent), "a client of the gateway cannot pay it");
        assertEquals(List.of(), book.open());
        InvoiceRecord record = book.behind(intent).orElseThrow();
        assertEquals("inv_1", record.invoice());
        assertEquals("api.example.com", record.provider());
        assertEquals(intent, record.intent().id());
        bench.ledger().answered(intent, new AnswerFacts("answered", 200, ""));
        bench.settle(intent, "0.05");
        assertEquals(new InvoiceQuote.OtherTerms("purpose"), book.quote(terms("inv_1"), bench::policy));
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(List.of(), FromEvents.differences(bench));
        assertEquals(List.of(), Rebuilt.differences(bench));
    }

    /** The request is presented again with the proof, and the transaction is handed over: each is kept as itself. */
    @Test
    void aTransactionThatPaysForAShotIsKeptApartFromItsRequest() throws Exception {
        takenOver();
        String intent = bench.intent("shot-01");
        assertInstanceOf(AuthorizeOutcome.Authorized.class, paidByAccount(intent, "inv_1"));
        keepsBoth(intent);
        assertEquals(
                100,
                bench.ledger()
                        .reader()
                        .signed(bench.record(intent))
                        .orElseThrow()
                        .fromBlock());
        assertEquals(List.of(intent), bench.ledger().accounts().open());
        assertEquals(List.of(), bench.ledger().invoices().open(), "no client of the gateway waits for it");
        String other = bench.intent("shot-02");
        assertEquals(
                Code.GATEWAY_REFUSED,
                assertInstanceOf(AuthorizeOutcome.Voided.class, paidByAccount(other, "inv_1"))
                        .code());
        assertInstanceOf(AuthorizeOutcome.Authorized.class, paidByAccount(other, "inv_2"));
        assertEquals(
                5,
                bench.ledger()
                        .accounts()
                        .transactions(bench.record(other))
                        .getFirst()
                        .nonce(),
                "what was not signed took no number");
        bench.ledger().answered(intent, new AnswerFacts("silent", 0, ""));
        bench.ledger().accounts().replace(intent, transaction(intent, "inv_1", "second"));
        bench.settle(intent, "0.05");
        assertEquals(List.of(intent), bench.ledger().accounts().notFinal());
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(List.of(), FromEvents.differences(bench));
        assertEquals(List.of(), Rebuilt.differences(bench));
        keepsBoth(intent);
        bench.tamper("UPDATE account_transaction SET request = X'00' WHERE n = 1 AND intent = '" + intent + "'");
        assertTrue(bench.ledger().verify().problems().stream()
                .anyMatch(problem -> problem.contains("account_transaction")));
    }

    @Test
    void aJournalAheadOfTheDatabaseBringsTransactionAndInvoiceBack() throws Exception {
        takenOver();
        bench.intent("shot-01");
        bench.ledger().close();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.copy(folder.resolve("ledger.mv.db"), copy.resolve("ledger.mv.db"));
        Folders.copy(folder.resolve("log"), copy.resolve("log"));
        String intent;
        try (Bench paying = Bench.again(folder)) {
            bench = paying;
            intent = bench.intent("shot-01");
            assertInstanceOf(AuthorizeOutcome.Authorized.class, paidByAccount(intent, "inv_1"));
        }
        Files.copy(copy.resolve("ledger.mv.db"), folder.resolve("ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        Folders.remove(folder.resolve("log"));
        Folders.copy(copy.resolve("log"), folder.resolve("log"));
        bench = Bench.again(folder);
        assertEquals(1, bench.ledger().recover().appliedToLedger());
        keepsBoth(intent);
        assertEquals(List.of(intent), bench.ledger().accounts().open());
        bench.settle(intent, "0.05");
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(List.of(), FromEvents.differences(bench));
    }

    @Test
    void whatIsOnATabIsNotPaidForAShot() throws Exception {
        InvoiceQuote.Standing standing = assertInstanceOf(
                InvoiceQuote.Standing.class, bench.ledger().invoices().quote(terms("inv_1"), bench::policy));
        isVoided("shot-01", "inv_1");
        assertEquals(1, bench.rows("reservation WHERE state = 'pending'"), "the tab's alone");
        bench.clock.move(InvoiceBook.QUOTE_LIFE);
        bench.ledger().invoices().lapse();
        isVoided("shot-02", "inv_1");
        ordered("shot-03", "inv_2");
        assertTrue(bench.ledger().invoices().find(standing.intent()).isPresent());
        assertEquals(List.of(), bench.ledger().verify().problems());
    }

    @Test
    void theProviderIsToldOfItByItsIdToo() {
        String intent = ordered("shot-01", "inv_1");
        assertEquals(
                Optional.of(intent),
                bench.ledger()
                        .invoices()
                        .findOf("api.example.com", "inv_1", _ -> true)
                        .map(found -> found.intent().id()));
    }

    /** The database of before the purchase with the journal of after it. */
    @Test
    void aJournalAheadOfTheDatabaseBringsTheInvoiceBack() throws Exception {
        bench.intent("shot-01");
        bench.ledger().close();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.copy(folder.resolve("ledger.mv.db"), copy.resolve("ledger.mv.db"));
        Folders.copy(folder.resolve("log"), copy.resolve("log"));
        String intent;
        try (Bench paying = Bench.again(folder)) {
            bench = paying;
            intent = ordered("shot-01", "inv_1");
        }
        Files.copy(copy.resolve("ledger.mv.db"), folder.resolve("ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        Folders.remove(folder.resolve("log"));
        Folders.copy(copy.resolve("log"), folder.resolve("log"));
        bench = Bench.again(folder);
        assertEquals(1, bench.ledger().recover().appliedToLedger());
        InvoiceRecord record = bench.ledger().invoices().behind(intent).orElseThrow();
        assertEquals(PaymentState.UNKNOWN, record.intent().payment());
        assertEquals("1ABC", record.payTo());
        isVoided("shot-02", "inv_1");
        bench.settle(intent, "0.05");
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(List.of(), FromEvents.differences(bench));
    }

    @Test
    void anInvoiceThatWasNotSignedForIsFound() throws Exception {
        ordered("shot-01", "inv_1");
        bench.tamper("UPDATE invoice SET units = units + 1");
        assertTrue(bench.ledger().verify().problems().stream()
                .anyMatch(problem -> problem.endsWith("is of a shot whose payment is not signed for it")));
    }
}
