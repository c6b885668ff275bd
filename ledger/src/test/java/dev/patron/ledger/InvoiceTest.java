package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An invoice is quoted, reserved, paid and proved by the same track, once, and the events tell all of it again. */
class InvoiceTest {
    private static final Asset MNEE = new Asset(
            "MNEE",
            Network.parse("patron:simulated"),
            new Address("0x00000000000000000000000000000000000000ee"),
            18,
            Usd.parse("1"));
    private static final Address TREASURY = new Address("0x00000000000000000000000000000000000000ff");
    private static final byte[] ORDER = "order".getBytes(StandardCharsets.UTF_8);
    private static final Signing SIGNING =
            at -> new Signing.Signed("treasury", "1", Instant.parse("9999-12-31T00:00:00Z"), 0, ORDER);

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
        bench.ledger()
                .wallets()
                .adopt(
                        new WalletFacts(MNEE, TREASURY, 0, "0x0"),
                        Amount.ofTokens(MNEE, "1000").units());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static InvoiceTerms terms(String invoice, String amount) {
        return new InvoiceTerms(
                "painter",
                "api.example.com",
                invoice,
                "sandbox",
                "1ABC",
                new Payee(MNEE.network(), Bench.PAYEE),
                Amount.ofTokens(MNEE, amount),
                TREASURY,
                true,
                "AI Completion");
    }

    private InvoiceQuote quote(InvoiceTerms terms) {
        return bench.ledger().invoices().quote(terms, bench::policy);
    }

    private InvoiceQuote.Standing standing(String invoice) {
        return assertInstanceOf(InvoiceQuote.Standing.class, quote(terms(invoice, "0.05")));
    }

    private AuthorizeOutcome sign(String intent) {
        InvoiceRecord invoice = bench.ledger().invoices().find(intent).orElseThrow();
        return bench.ledger().authorize(bench.ledger().invoices().command(invoice), bench::policy, SIGNING);
    }

    private String paid(String invoice) {
        String intent = standing(invoice).intent();
        assertInstanceOf(AuthorizeOutcome.Authorized.class, sign(intent));
        bench.ledger().answered(intent, new AnswerFacts("accepted", 0, ""));
        bench.ledger().settle(intent, proof());
        return intent;
    }

    private ChainProof proof() {
        return new ChainProof(
                "0x" + "7".repeat(64),
                1,
                "0x01",
                bench.clock.instant(),
                Bench.PAYEE,
                Amount.ofTokens(MNEE, "0.05").units(),
                true);
    }

    @Test
    void theSameTermsHaveTheSameQuoteAndOtherTermsNone() throws Exception {
        InvoiceQuote.Standing first = standing("inv_1");
        assertEquals(first, standing("inv_1"));
        assertEquals(new InvoiceQuote.OtherTerms("amount"), quote(terms("inv_1", "0.06")));
        assertEquals(1, bench.rows("reservation"), "a quote reserves once");
        bench.clock.move(Duration.ofMillis(59_999));
        assertEquals(first, standing("inv_1"));
        bench.clock.move(Duration.ofMillis(1));
        InvoiceQuote.Standing second = standing("inv_1");
        assertEquals(first.intent(), second.intent(), "one invoice, one intent");
        assertEquals(first.round() + 1, second.round());
        assertEquals(List.of(), bench.ledger().verify().problems());
    }

    @Test
    void aQuoteIsPaidStrictlyBeforeItIsAMinuteOld() throws Exception {
        String early = standing("inv_1").intent();
        bench.clock.move(Duration.ofMillis(59_999));
        assertEquals(0, bench.ledger().invoices().lapse());
        assertInstanceOf(AuthorizeOutcome.Authorized.class, sign(early));
        String late = standing("inv_2").intent();
        bench.clock.move(Duration.ofMinutes(1));
        AuthorizeOutcome.Voided voided = assertInstanceOf(AuthorizeOutcome.Voided.class, sign(late));
        assertEquals(Code.QUOTE_EXPIRED, voided.code());
        assertEquals(Optional.of(Code.QUOTE_EXPIRED), bench.ledger().invoices().givenBack(late, 1));
    }

    @Test
    void whatNobodyPaysIsFreeAgainAfterAMinute() throws Exception {
        bench.policyIs(Bench.policy(Bench.most("0.10")));
        standing("inv_1");
        standing("inv_2");
        InvoiceQuote.Denied denied = assertInstanceOf(InvoiceQuote.Denied.class, quote(terms("inv_3", "0.05")));
        assertEquals(Code.AGENT_DAILY_LIMIT, denied.code());
        bench.clock.move(InvoiceBook.QUOTE_LIFE);
        assertEquals(2, bench.ledger().invoices().lapse());
        standing("inv_3");
        assertEquals(List.of(), bench.ledger().verify().problems());
    }

    @Test
    void manyAtOnceHaveOneQuoteAndOneSignature() throws Exception {
        Set<InvoiceQuote> quotes = new HashSet<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<InvoiceQuote> ask = () -> quote(terms("inv_1", "0.05"));
            for (var answer : threads.invokeAll(java.util.Collections.nCopies(16, ask))) {
                quotes.add(answer.get());
            }
            assertEquals(1, quotes.size(), quotes::toString);
            String intent = standing("inv_1").intent();
            Callable<Boolean> pay = () -> {
                try {
                    return sign(intent) instanceof AuthorizeOutcome.Authorized;
                } catch (LedgerException refused) {
                    return false;
                }
            };
            int signed = 0;
            for (var answer : threads.invokeAll(java.util.Collections.nCopies(8, pay))) {
                signed += answer.get() ? 1 : 0;
            }
            assertEquals(1, signed);
        }
        assertEquals(1, bench.rows("signed_payment"));
    }

    @Test
    void aSettledInvoiceKeepsItsQuoteAndIsNeverPaidAgain() throws Exception {
        String intent = paid("inv_1");
        bench.clock.move(Duration.ofDays(2));
        assertEquals(intent, standing("inv_1").intent());
        assertThrows(LedgerException.class, () -> sign(intent));
        InvoiceRecord record = bench.ledger().invoices().find(intent).orElseThrow();
        assertEquals("inv_1", record.invoice());
        assertEquals(PaymentState.SETTLED, record.intent().payment());
        assertArrayEquals(
                ORDER, bench.ledger().invoices().order(record.intent()).orElseThrow());
        assertEquals(List.of(), bench.reader().unresolved(), "no run's business");
        assertEquals(1, bench.reader().runs().size(), "a tab is no run of a brief");
    }

    @Test
    void aProofIsHandedOutForSettledPaymentsOnlyAndOnce() throws Exception {
        String open = standing("inv_0").intent();
        String intent = paid("inv_1");
        InvoiceBook.Issued issued = new InvoiceBook.Issued(
                Digests.sha256("token"),
                "k1",
                bench.clock.instant(),
                bench.clock.instant().plusSeconds(86_400));
        assertThrows(LedgerException.class, () -> bench.ledger().invoices().issued(open, issued));
        bench.ledger().invoices().issued(intent, issued);
        bench.ledger().invoices().issued(intent, issued);
        assertEquals(1, bench.rows("event WHERE type = 'proof_issued'"));
        bench.ledger().invoices().verified(Optional.of(intent), "VERIFIED", Digests.sha256("token"), "k2");
        bench.ledger().invoices().verified(Optional.empty(), "INVALID_PROOF", Digests.sha256("junk"), "k2");
        assertEquals(2, bench.rows("event WHERE type = 'verify_answered'"));
    }

    @Test
    void theDatabaseIsMadeAgainFromTheEvents() throws Exception {
        paid("inv_1");
        standing("inv_2");
        bench.clock.move(InvoiceBook.QUOTE_LIFE);
        bench.ledger().invoices().lapse();
        key("k1", Optional.empty());
        bench.ledger().keys().rotate("k1", key("k2"), bench.clock.instant().plusSeconds(60));
        assertTrue(bench.ledger().keys().revoke("k2"));
        assertFalse(bench.ledger().keys().revoke("k2"));
        assertEquals(List.of(), Rebuilt.differences(bench));
        assertEquals(List.of(), FromEvents.differences(bench));
    }

    private ApiKey key(String id) {
        Instant now = bench.clock.instant();
        return new ApiKey(
                id,
                ApiKey.Holder.PROVIDER,
                "api.example.com",
                "1ABC",
                Digests.sha256(id),
                now,
                now.plusSeconds(3600),
                Optional.empty());
    }

    private void key(String id, Optional<Instant> none) {
        bench.ledger().keys().add(key(id));
        assertEquals(none, bench.ledger().keys().find(id).orElseThrow().revokedAt());
    }

    /** The database of before the purchase with the journal of after it: the money is at risk, not forgotten. */
    @Test
    void aJournalAheadOfTheDatabaseBringsTheInvoiceBack() throws Exception {
        bench.ledger().close();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        Files.copy(folder.resolve("ledger.mv.db"), copy.resolve("ledger.mv.db"));
        Folders.copy(folder.resolve("log"), copy.resolve("log"));
        String intent;
        try (Bench paying = Bench.again(folder)) {
            bench = paying;
            intent = standing("inv_1").intent();
            assertInstanceOf(AuthorizeOutcome.Authorized.class, sign(intent));
        }
        Files.copy(copy.resolve("ledger.mv.db"), folder.resolve("ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        Folders.remove(folder.resolve("log"));
        Folders.copy(copy.resolve("log"), folder.resolve("log"));
        bench = Bench.again(folder);
        assertEquals(1, bench.ledger().recover().appliedToLedger());
        InvoiceRecord record = bench.ledger().invoices().find(intent).orElseThrow();
        assertEquals(PaymentState.UNKNOWN, record.intent().payment());
        assertEquals("1ABC", record.payTo());
        assertEquals(List.of(intent), bench.ledger().invoices().open());
        assertEquals(intent, standing("inv_1").intent(), "the same quote, and not a second payment");
        bench.ledger().settle(intent, proof());
        assertEquals(List.of(), bench.ledger().verify().problems());
        assertEquals(List.of(), FromEvents.differences(bench));
    }

    @Test
    void anInvoiceOnASecondTabIsFound() throws Exception {
        paid("inv_1");
        bench.tamper("INSERT INTO run SELECT REPEAT('f', 32), brief_digest, market, simulated, agent, planner,"
                + " budget_micros, keyed, out_dir, status, opened_at, ended_at FROM run WHERE id IN (SELECT run FROM"
                + " invoice)");
        bench.tamper("INSERT INTO shot SELECT REPEAT('f', 32), shot, kind, provider, model, price_micros, commitment"
                + " FROM shot WHERE run IN (SELECT run FROM invoice)");
        bench.tamper("INSERT INTO invoice SELECT REPEAT('f', 32), shot, provider, invoice, network, pay_to, payee,"
                + " token, units, opened_at FROM invoice");
        assertTrue(bench.ledger().verify().problems().stream()
                .anyMatch(problem -> problem.endsWith("of tab " + "f".repeat(32) + " is on two tabs of one agent")));
    }

    @Test
    void anInvoiceThatIsChangedAfterwardsIsFound() throws Exception {
        String intent = paid("inv_1");
        assertEquals(1, bench.rows("posting WHERE destination = 'expense/api.example.com'"));
        bench.tamper("UPDATE invoice SET units = units + 1");
        assertTrue(bench.ledger().verify().problems().stream().anyMatch(problem -> problem.contains(intent)));
    }
}
