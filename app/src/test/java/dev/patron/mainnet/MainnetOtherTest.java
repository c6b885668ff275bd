package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.invoice.PayAnswer;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.ledger.DurablePoint;
import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Usd;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a treasury is asked about is what it signed itself, and nothing else that may be seen there changes what a payment is. */
class MainnetOtherTest extends OnMainnet {
    private static final Asset OTHER = new Asset(
            "EURC",
            MainnetBench.USDC.network(),
            new Address("0x60a3e35cc302bfa44cb288bc5a4f316fdb1adb42"),
            6,
            Usd.parse("1"));

    /** Another key is no witness of what the first one signed: the payment stays what it is until the first is back. */
    @Test
    void aPaymentOfAnotherWalletIsNeitherJudgedNorReplacedNorPaidAgain() {
        String quote = bench.quote("inv_1");
        pending(quote);
        Runnable back = bench.againAsOther(MainnetBench.USDC);
        bench.mine(DEEP + 8);
        bench.mine(DEEP);
        pending(quote);
        assertEquals(List.of(), bench.proofs());
        assertEquals(1, bench.events("account_signed").count());
        back.run();
        bench.later();
        paid(quote);
        assertEquals(1, transfers());
    }

    @Test
    void aPaymentInAnotherTokenIsNeitherJudgedNorReplaced() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().drop();
        Runnable back = bench.againAsOther(OTHER);
        bench.mine(DEEP + 8);
        pending(quote);
        assertEquals(1, bench.events("account_signed").count());
        back.run();
        bench.later();
        bench.mine(2);
        paid(quote);
        assertEquals(1, transfers());
    }

    /** A quote of one wallet is not paid by another. */
    @Test
    void aQuoteOfAnotherWalletIsNotSigned() {
        String quote = bench.quote("inv_1");
        Runnable back = bench.againAsOther(MainnetBench.USDC);
        bench.gateway.watch();
        assertInstanceOf(PayAnswer.Refused.class, bench.pay(quote));
        assertInstanceOf(QuoteAnswer.Conflict.class, bench.ask("inv_1", "0.05", MainnetBench.PAYEE));
        assertEquals(0, bench.events("account_signed").count());
        back.run();
    }

    /** Settings that name no treasury any more change nothing about what was signed, and sign nothing. */
    @Test
    void withoutATreasuryWhatWasSignedIsPendingAndNothingElseIs() {
        String settled = bench.quote("inv_1");
        pending(settled);
        bench.mine(2);
        PayAnswer.Paid before = paid(settled);
        String signed = bench.quote("inv_2");
        pending(signed);
        String reserved = bench.quote("inv_3");
        Runnable back = bench.againWithoutTreasury();
        bench.later();
        pending(signed);
        assertEquals(before, paid(settled));
        assertEquals(Code.QUOTE_EXPIRED, refused(reserved), "the start gave it back");
        assertEquals(2, bench.events("account_signed").count());
        back.run();
        bench.mine(2);
        paid(signed);
        assertEquals(2, transfers());
    }

    /** Anybody can have a token log a transfer of nothing out of anybody's account. */
    @Test
    void aTransferOfNothingIsNoAlarm() {
        node().poison(bench.account(), "0x00000000000000000000000000000000000000bb");
        bench.later();
        assertEquals(0, bench.events("frozen").count());
        assertEquals(BigInteger.ZERO, bench.books("suspense"));
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.mine(2);
        paid(quote);
    }

    /** A process that begins knows nothing of what left meanwhile, and after a while knows as little; it looks first. */
    @Test
    void nothingIsSignedOverAHistoryThatCannotBeRead() {
        bench.again();
        String first = bench.quote("inv_1");
        node().mine();
        noHistory();
        assertEquals(Code.WALLET_ERROR, refused(first));
        node().honest();
        String second = bench.quote("inv_1");
        pending(second);
        noHistory();
        for (int i = 0; i < 30; i++) {
            bench.mine(i == 0 ? 1 : 0);
        }
        assertEquals(Code.WALLET_ERROR, refused(bench.quote("inv_2")), "a match of long ago counts no more");
        assertEquals(1, bench.events("account_signed").count());
        node().honest();
        bench.mine(2);
        paid(second);
    }

    private void noHistory() {
        node().lie("eth_getLogs", _ -> {
            throw new IllegalStateException("not now");
        });
    }

    /** Endpoints that look through fewer blocks at once than are asked for are asked for fewer. */
    @Test
    void anEndpointThatLooksThroughFewBlocksIsAskedForFewer() {
        node().limitLogs(400);
        node().mine(3_000);
        bench.later();
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.mine(2);
        paid(quote);
    }

    /** A receipt that shows success and no transfer says nothing: the money may have moved. */
    @Test
    void aSuccessWithoutATransferFreesNothing() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().lie("eth_getTransactionReceipt", real -> {
            if (real instanceof ObjectNode receipt) {
                ObjectNode bare = receipt.deepCopy();
                bare.putArray("logs");
                return bare;
            }
            return real;
        });
        bench.mine(DEEP);
        bench.mine(DEEP);
        pending(quote);
        assertEquals(List.of(), bench.proofs());
        node().honest();
        bench.later();
        paid(quote);
        assertEquals(1, transfers());
    }

    /** A token that moves less than it was told to has not paid the invoice: it is booked as it was, and there is no proof. */
    @Test
    void whatATokenMadeOfATransferIsNoProofOfIt() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().lie("eth_getTransactionReceipt", real -> {
            if (real instanceof ObjectNode receipt) {
                ObjectNode less = receipt.deepCopy();
                ArrayNode logs = (ArrayNode) less.path("logs");
                ((ObjectNode) logs.path(0)).put("data", String.format("0x%064x", MainnetBench.PRICE - 1));
                return less;
            }
            return real;
        });
        bench.mine(DEEP);
        pending(quote);
        assertEquals(List.of("SETTLED final"), bench.proofs());
        assertEquals(0, bench.events("proof_issued").count());
    }

    /** What could not be made durable does not leave, whoever asks; the next start repairs it. */
    @Test
    void aSignatureThatCouldNotBeKeptStaysUntilTheNextStart() {
        String quote = bench.quote("inv_1");
        String other = bench.quote("inv_2");
        bench.diesAt(DurablePoint.AUTHORIZATION_SYNCED);
        assertThrows(MainnetBench.Dead.class, () -> bench.pay(quote));
        bench.later();
        pending(quote);
        assertEquals(List.of(), node().received);
        assertThrows(RuntimeException.class, () -> bench.pay(other));
        assertEquals(List.of(), node().received);
        bench.again();
        bench.gateway.watch();
        bench.mine(2);
        paid(quote);
        assertEquals(1, transfers());
    }
}
