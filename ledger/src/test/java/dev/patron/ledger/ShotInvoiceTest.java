package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Payee;
import dev.patron.policy.Code;
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
