package dev.patron.gateway;

import dev.patron.payment.Protocol;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks a gateway to pay a quote, and keeps what it shows or promises.
 *
 * @param desk where that is kept
 */
record Asking(GatewayDesk desk) {
    private static final Duration PROMISE_PATIENCE = Duration.ofSeconds(15);

    /** What came of it. */
    sealed interface Said {
        /** It says that it paid, and that fits the order: kept. */
        record Kept(RemoteGateway.Paid.Shown claim) implements Said {}

        /** An answer that shows no payment. */
        record Unproven(int status, String why) implements Said {}

        record Lost(String why) implements Said {}
    }

    /**
     * Asks.
     *
     * @param address where to, as the order says
     */
    Said ask(String nonce, URI address, Invoice.Quoted quoted, Duration patience) {
        String body = RemoteGateway.order(quoted.quote().id());
        return switch (desk.gateway().pay(address, body, quoted.invoice().id(), patience)) {
            case RemoteGateway.Paid.Lost(String why) -> new Said.Lost(why);
            case RemoteGateway.Paid.Other(int status, String why) -> new Said.Unproven(status, why);
            case RemoteGateway.Paid.Promised(long seconds, String why) -> {
                desk.records().promise(nonce, new PayRecords.Promise(address, quoted));
                desk.records().rest(nonce, desk.clock().instant().plusSeconds(seconds));
                yield new Said.Unproven(202, why);
            }
            case RemoteGateway.Paid.Shown claim -> shown(nonce, quoted, claim);
        };
    }

    /** Asks again about an order that the gateway has promised to see through, if there is one and it is time. */
    void askAgain(String nonce) {
        Optional<PayRecords.Promise> promise = desk.records().promised(nonce);
        if (promise.isPresent() && !desk.records().rests(nonce, desk.clock().instant())) {
            ask(nonce, promise.get().address(), promise.get().quoted(), PROMISE_PATIENCE);
        }
    }

    /** Keeps a success that fits the order. On a real chain a transaction is worth knowing without a proof, too. */
    private Said shown(String nonce, Invoice.Quoted quoted, RemoteGateway.Paid.Shown claim) {
        Invoice invoice = quoted.invoice();
        boolean sandbox = invoice.network().equals(Protocol.Xfour.SANDBOX);
        Instant now = desk.clock().instant();
        Optional<ProofWords> proof = ProofWords.of(claim.proof());
        Optional<Instant> moved = proof.flatMap(
                words -> words.moved(Instant.ofEpochSecond(quoted.quote().at()), now));
        boolean fits = sandbox
                ? moved.isPresent()
                        && proof.map(words -> words.saysAll(invoice, claim.txHash()))
                                .orElse(false)
                : proof.map(words -> words.contradictsNothing(invoice, claim.txHash()))
                        .orElse(false);
        if (!fits && sandbox) {
            return new Said.Unproven(claim.status(), "the gateway's proof is not for what was ordered");
        }
        PayRecords.Shown shown =
                new PayRecords.Shown(claim.transaction(), fits ? claim.proof() : "", moved.orElse(now));
        return desk.records().keep(nonce, shown)
                ? new Said.Kept(claim)
                : new Said.Unproven(claim.status(), "the gateway names the transaction of another payment");
    }
}
