package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.evm.EvmTreasury;
import dev.patron.invoice.PayAnswer;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An invoice is paid once on a chain, whatever the chain does to its transactions; what is not certain stays unknown. */
class MainnetTest extends OnMainnet {
    @Test
    void anInvoiceIsPaidOnceItsBlockIsDeepAndItsFeeIsBookedOnceThatIsFinal() {
        String quote = bench.quote("inv_1");
        pending(quote);
        pending(quote);
        bench.mine(1);
        pending(quote);
        assertEquals(List.of(), bench.proofs(), "one block is not deep enough");
        bench.mine(1);
        PayAnswer.Paid paid = paid(quote);
        assertEquals(node().transfers(MainnetBench.PAYEE), List.of(paid.txHash()));
        assertEquals(BigInteger.ZERO, bench.books("fees"));
        bench.mine(DEEP);
        assertEquals(List.of("SETTLED", "SETTLED final"), bench.proofs());
        assertEquals(node().cost(paid.txHash()), bench.books("fees"));
        assertEquals(paid, paid(quote), "the stored result, and no other payment");
        bench.mine(1);
        assertEquals(1, transfers());
        assertEquals(1, bench.events("fee_paid").count());
    }

    @Test
    void whatThePoolForgetsIsHandedOverAgainAsTheSameBytes() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().drop();
        bench.later();
        assertEquals(1, node().waiting());
        assertEquals(1, new HashSet<>(node().received).size());
        bench.mine(2);
        paid(quote);
        assertEquals(1, transfers());
    }

    @Test
    void whatNobodyTakesIsSignedAgainUnderTheSameNumberWithAHigherFee() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().baseFee(5_000);
        bench.mine(2);
        assertEquals(1, bench.events("account_signed").count(), "not before its time");
        bench.mine(1);
        assertEquals(2, bench.events("account_signed").count());
        assertEquals(0, transfers());
        bench.mine(2);
        PayAnswer.Paid paid = paid(quote);
        bench.mine(DEEP);
        assertEquals(1, transfers());
        List<String> signed = bench.events("account_signed")
                .map(event -> event.body().replaceAll(".*\"transaction\":\"(0x[0-9a-f]+)\".*", "$1"))
                .toList();
        assertEquals(signed.getLast(), paid.txHash());
        assertNotEquals(signed.getFirst(), paid.txHash());
    }

    @Test
    void theFirstOfTwoCountsWhenItIsTheOneThatWasTaken() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().baseFee(5_000);
        String first = node().received.getFirst();
        bench.mine(3);
        assertEquals(2, new HashSet<>(node().received).size());
        node().drop();
        node().baseFee(1_000);
        bench.nodes.forEach(one -> one.lie("eth_sendRawTransaction", UnaryOperator.identity()));
        hand(first);
        bench.nodes.forEach(EvmNode::mine);
        bench.mine(1);
        assertEquals(org.web3j.crypto.Hash.sha3(first), paid(quote).txHash());
        assertEquals(1, transfers());
    }

    @Test
    void aFeeIsNeverRaisedAboveItsLimit() throws IOException {
        EvmTreasury.Manners usual = MainnetBench.usual();
        on(
                new EvmTreasury.Manners(
                        "mainnet",
                        usual.asset(),
                        "ETH",
                        2,
                        BigInteger.valueOf(62_500L * 2_020),
                        usual.feesOfDayMost(),
                        3),
                1);
        String quote = bench.quote("inv_1");
        pending(quote);
        node().baseFee(50_000);
        bench.mine(12);
        assertEquals(1, bench.events("account_signed").count());
        pending(quote);
    }

    @Test
    void aRevertIsTheEndOnlyOnceItIsFinalAndItsFeeIsBooked() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().failing(true);
        bench.mine(1);
        node().failing(false);
        pending(quote);
        bench.mine(1);
        pending(quote);
        bench.mine(DEEP);
        assertEquals(Code.TRANSACTION_FAILED, refused(quote));
        assertEquals(List.of("CANCELLED final"), bench.proofs());
        assertTrue(bench.books("fees").signum() > 0);
        assertEquals(BigInteger.valueOf(MainnetBench.FUNDS), node().held(bench.account()));
        String again = bench.quote("inv_1");
        pending(again);
        bench.mine(2);
        paid(again);
        assertEquals(1, transfers());
    }

    @Test
    void anotherTransactionWithTheNumberIsTheEndOnlyOnceItIsFinal() {
        String quote = bench.quote("inv_1");
        pending(quote);
        node().drop();
        node().somebodyElse(bench.account());
        bench.later();
        pending(quote);
        bench.mine(1);
        pending(quote);
        bench.mine(DEEP);
        assertEquals(Code.TRANSACTION_FAILED, refused(quote));
        assertEquals(0, bench.events("fee_paid").count(), "it cost whoever sent it");
        assertEquals(1, bench.events("frozen").count(), "somebody else signs for the account");
        bench.ledger.thaw("everything");
        String again = bench.quote("inv_1");
        pending(again);
        bench.mine(2);
        paid(again);
        assertEquals(1, transfers());
    }

    @Test
    void aBlockThatVanishesTakesThePaymentBackAndTheSameBytesPayAgain() {
        String quote = bench.quote("inv_1");
        pending(quote);
        bench.mine(2);
        PayAnswer.Paid first = paid(quote);
        node().reorganise(2);
        bench.later();
        assertEquals(List.of("SETTLED", "REVERSED"), bench.proofs());
        assertEquals(BigInteger.valueOf(MainnetBench.PRICE), bench.books("reserved"));
        pending(quote);
        bench.mine(2);
        assertEquals(first.txHash(), paid(quote).txHash());
        bench.mine(DEEP);
        assertEquals(List.of("SETTLED", "REVERSED", "SETTLED", "SETTLED final"), bench.proofs());
        assertEquals(1, transfers());
        assertEquals(1, new HashSet<>(node().received).size());
    }

    @Test
    void paymentsAtOnceOwnANumberEach() throws Exception {
        List<String> quotes =
                Stream.of("inv_1", "inv_2", "inv_3", "inv_4").map(bench::quote).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<PayAnswer>> calls = Stream.concat(quotes.stream(), quotes.stream())
                    .map(quote -> (Callable<PayAnswer>) () -> bench.pay(quote))
                    .toList();
            for (var answer : threads.invokeAll(calls)) {
                assertInstanceOf(PayAnswer.Pending.class, answer.get());
            }
        }
        Set<String> numbers = new HashSet<>();
        bench.events("account_signed")
                .forEach(event -> numbers.add(event.body().replaceAll(".*\"account_nonce\":\"([0-9]+)\".*", "$1")));
        assertEquals(Set.of("0", "1", "2", "3"), numbers);
        bench.mine(2);
        quotes.forEach(this::paid);
        assertEquals(4, transfers());
    }
}
