package dev.patron.ledger;

import static dev.patron.ledger.EventField.Form.ADDRESS;
import static dev.patron.ledger.EventField.Form.COMMITMENT;
import static dev.patron.ledger.EventField.Form.COUNT;
import static dev.patron.ledger.EventField.Form.DIGEST;
import static dev.patron.ledger.EventField.Form.MICROS;
import static dev.patron.ledger.EventField.Form.TEXT;
import static dev.patron.ledger.EventField.Form.TIME;
import static dev.patron.ledger.EventField.Form.TOKEN;
import static dev.patron.ledger.EventField.Form.UNITS;
import static dev.patron.ledger.EventField.Form.WORD;
import static dev.patron.ledger.EventField.has;
import static dev.patron.ledger.EventField.may;

import java.util.List;

/** What the gateway's events hold: invoices, proofs, keys, and transactions of accounts. */
final class GatewayFields {
    static final List<EventField> INVOICED = List.of(
            has(
                    "shot",
                    TEXT,
                    "the invoice's place on the tab; where a shot is paid by it, `s` and the first digits of the"
                            + " intent"),
            has("provider", TEXT, "the host that sent it"),
            has("invoice", TEXT, "the provider's id of it"),
            has("network", WORD, "`sandbox` or `mainnet`"),
            has("pay_to", TEXT, "who is to be paid, as it says"),
            has("payee", ADDRESS, "the account that this names"),
            has("units", UNITS, "how much"),
            has("asset", TOKEN, "the token to pay with"),
            has("symbol", TEXT, "its name for people"),
            has("decimals", COUNT, "its decimal places"),
            has("peg_micros", MICROS, "what one whole token counts for"),
            may("opened_at", TIME, "when it came, where a journal brought it back later"));

    static final List<EventField> PROOF_ISSUED = List.of(
            has("proof", DIGEST, "of the token"),
            has("key", TEXT, "the id of the key that signed it"),
            has("issued_at", TIME, "when it begins to hold"),
            has("expires_at", TIME, "when it ends"));

    static final List<EventField> VERIFY_ANSWERED = List.of(
            has("outcome", WORD, "`VERIFIED`, or the code that was answered"),
            has("proof", DIGEST, "of the token that was shown"),
            has("key", TEXT, "the id of the provider's key"));

    static final List<EventField> KEY_MADE = List.of(
            has("key", TEXT, "its id"),
            has("holder", WORD, "`AGENT` or `PROVIDER`"),
            has("subject", TEXT, "the agent, or the provider's host"),
            has("pay_to", TEXT, "who the provider's invoices are paid to; empty for an agent"),
            has("hash", COMMITMENT, "the key, which is random and kept nowhere"),
            has("expires_at", TIME, "when it stops working"),
            may("replaces", TEXT, "the id of the key whose place it takes"));

    static final List<EventField> KEY_SHORTENED =
            List.of(has("key", TEXT, "its id"), has("expires_at", TIME, "when it stops working"));

    static final List<EventField> ACCOUNT_SIGNED = List.of(
            has("n", COUNT, "which transaction of this payment, from 1"),
            has("network", TEXT, "the chain, by its CAIP-2 name"),
            has("sender", ADDRESS, "the account"),
            has("account_nonce", COUNT, "the account's number that this payment owns for life"),
            has("transaction", TEXT, "its hash"),
            has("asset", TOKEN, "the coin that the network takes its fee in"),
            has("symbol", TEXT, "its name for people"),
            has("decimals", COUNT, "its decimal places"),
            has("peg_micros", MICROS, "a formality: fees count in no budget of dollars"),
            has("cost_most", UNITS, "the most that the fee can be, in that coin"),
            has("signed_at", TIME, "when it was signed"),
            has("request", COMMITMENT, "the transaction's bytes, sealed under the run's key with a random nonce"));

    static final List<EventField> FEE_PAID = List.of(
            has("transaction", TEXT, "the transaction's hash"),
            has("asset", TOKEN, "the coin"),
            has("symbol", TEXT, "its name for people"),
            has("decimals", COUNT, "its decimal places"),
            has("peg_micros", MICROS, "a formality: fees count in no budget of dollars"),
            has("units", UNITS, "what the network took, in that coin"));

    private GatewayFields() {}
}
