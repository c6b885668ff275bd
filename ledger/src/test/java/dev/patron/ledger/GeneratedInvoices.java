package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.PolicySet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What a generated ledger knows of the gateway: an invoice that is paid and proved, and keys that come and go. */
final class GeneratedInvoices {
    static final String PRICE = "0.05";
    private static final Asset ETH = new Asset(
            "ETH", Bench.NETWORK, new Address("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"), 18, Usd.ofMicros(1));

    private GeneratedInvoices() {}

    /** Takes over the account that pays, which has made nine transactions by then. */
    static void adopted(Ledger ledger, long block) {
        ledger.accounts().adopt(new WalletFacts(ETH, Bench.WALLET, block, "0xb100"), BigInteger.TEN.pow(18), 9);
    }

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
        ledger.accounts().authorize(ledger.invoices().command(invoice), policy, signing(intent, 1));
        ledger.answered(intent, new AnswerFacts("moved", 0, ""));
        ledger.accounts().replace(intent, signing(intent, 2));
        return intent;
    }

    private static AccountSigning signing(String intent, int n) {
        BigInteger plenty = BigInteger.TEN.pow(30);
        return new AccountSigning() {
            @Override
            public AccountUse use() {
                return new AccountUse(ETH, Bench.WALLET, 0, BigInteger.valueOf(n * 1000L), plenty, plenty);
            }

            @Override
            public Signed sign(long nonce) {
                byte[] order = ("order " + n + " of " + intent).getBytes(StandardCharsets.UTF_8);
                return new Signed(
                        "mainnet", 0, "0x" + Digests.sha256(new String(order, StandardCharsets.UTF_8)), order);
            }
        };
    }

    /** The settlement that stands is final, and has cost its fee. */
    private static void fee(Ledger ledger, String intent) {
        IntentRecord record = ledger.reader().intent(intent).orElseThrow();
        String hash = ledger.accounts().transactions(record).getLast().hash();
        ChainProof proof = ledger.reader().proof(intent).orElseThrow().proof();
        ChainProof last = new ChainProof(
                proof.transaction(),
                proof.blockNumber(),
                proof.blockHash(),
                proof.blockTime(),
                proof.payee(),
                proof.units(),
                true);
        ledger.accounts().finalize(intent, last, Optional.of(new NetworkFee(hash, ETH, BigInteger.valueOf(900))));
    }

    /** Hands out the proof of what is settled by now, and has it verified; then the keys are changed. */
    static void proved(Ledger ledger, String intent, int number, Instant at) {
        fee(ledger, intent);
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
