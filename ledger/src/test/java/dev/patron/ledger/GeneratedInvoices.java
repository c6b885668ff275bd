package dev.patron.ledger;

import dev.patron.money.Payee;
import dev.patron.policy.PolicySet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What a generated ledger knows of the gateway: an invoice that is paid and proved, and keys that come and go. */
final class GeneratedInvoices {
    static final String PRICE = "0.05";
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private GeneratedInvoices() {}

    /** Quotes an invoice of its own number and signs for it; the intent. */
    static String signed(Ledger ledger, Supplier<PolicySet> policy, int number) {
        InvoiceTerms terms = new InvoiceTerms(
                "painter",
                "api.example.com",
                "inv_" + number,
                "mainnet",
                Bench.PAYEE.text(),
                new Payee(Bench.NETWORK, Bench.PAYEE),
                Bench.tokens(PRICE),
                Bench.WALLET,
                false,
                "invoice " + number);
        String intent = ((InvoiceQuote.Standing) ledger.invoices().quote(terms, policy)).intent();
        InvoiceRecord invoice = ledger.invoices().find(intent).orElseThrow();
        byte[] order = ("order " + intent).getBytes(StandardCharsets.UTF_8);
        ledger.authorize(
                ledger.invoices().command(invoice), policy, _ -> new Signing.Signed("mainnet", "1", NEVER, 0, order));
        ledger.answered(intent, new AnswerFacts("moved", 0, ""));
        return intent;
    }

    /** Hands out the proof of what is settled by now, and has it verified; then the keys are changed. */
    static void proved(Ledger ledger, String intent, int number, Instant at) {
        String token = Digests.sha256("token " + intent);
        Instant from = Sql.micros(at);
        ledger.invoices().issued(intent, new InvoiceBook.Issued(token, "hs-1", from, from.plus(Duration.ofHours(24))));
        ApiKey first = key("p" + number + "a", from);
        ApiKey second = key("p" + number + "b", from);
        ledger.keys().add(first);
        ledger.invoices().verified(Optional.of(intent), "VERIFIED", token, first.id());
        ledger.keys().rotate(first.id(), second, from.plusSeconds(60));
        ledger.keys().revoke(second.id());
    }

    private static ApiKey key(String id, Instant from) {
        return new ApiKey(
                id,
                ApiKey.Holder.PROVIDER,
                "api.example.com",
                Bench.PAYEE.text(),
                Digests.sha256("key " + id),
                from,
                from.plus(Duration.ofDays(90)),
                Optional.empty());
    }
}
