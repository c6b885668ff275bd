package dev.patron.mainnet;

import java.math.BigInteger;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Hash;

/** A chain of a test's own: one token, a pool of transactions, and blocks when the test says so. Everything that may be done to a transaction is a method. */
abstract class EvmChain {
    static final BigInteger GAS_USED = BigInteger.valueOf(50_000);

    final List<Block> chain = new ArrayList<>();
    final Map<String, Pooled> pool = new LinkedHashMap<>();
    BigInteger baseFee = BigInteger.valueOf(1_000);
    private final InstantSource clock;
    private long made;
    private boolean failing;
    private long secondsAhead;

    EvmChain(InstantSource clock) {
        this.clock = clock;
        for (int i = 0; i < 10; i++) {
            add(List.of(), new HashMap<>(), new HashMap<>());
        }
    }

    /** A transaction that is known. */
    record Pooled(
            String hash, String from, long nonce, String to, BigInteger units, BigInteger feeMost, BigInteger tip) {}

    record Mined(Pooled transaction, boolean succeeded, BigInteger price) {}

    record Block(
            long number,
            String hash,
            long second,
            List<Mined> mined,
            Map<String, BigInteger> tokens,
            Map<String, Long> counts) {}

    // --- what a chain may do

    private void add(List<Mined> mined, Map<String, BigInteger> tokens, Map<String, Long> counts) {
        String hash = Hash.sha3String("block " + ++made);
        chain.add(
                new Block(chain.size(), hash, clock.instant().getEpochSecond() + secondsAhead, mined, tokens, counts));
    }

    /** Blocks from now on are of a clock that is ahead. */
    synchronized void ahead(long seconds) {
        secondsAhead = seconds;
    }

    /** Money from nowhere. */
    synchronized void mint(String owner, long units) {
        Map<String, BigInteger> tokens = new HashMap<>(chain.getLast().tokens());
        tokens.merge(owner, BigInteger.valueOf(units), BigInteger::add);
        add(List.of(), tokens, chain.getLast().counts());
    }

    /** A block with every transaction of the pool that fits: its number is next and it offers enough. */
    synchronized void mine() {
        Map<String, BigInteger> tokens = new HashMap<>(chain.getLast().tokens());
        Map<String, Long> counts = new HashMap<>(chain.getLast().counts());
        List<Mined> mined = new ArrayList<>();
        List<Pooled> waiting = new ArrayList<>(pool.values());
        waiting.sort(Comparator.comparingLong(Pooled::nonce));
        for (Pooled transaction : waiting) {
            boolean next = counts.getOrDefault(transaction.from(), 0L) == transaction.nonce();
            if (next && transaction.feeMost().compareTo(baseFee) >= 0) {
                BigInteger left =
                        tokens.getOrDefault(transaction.from(), BigInteger.ZERO).subtract(transaction.units());
                boolean succeeded = !failing && left.signum() >= 0;
                if (succeeded) {
                    tokens.put(transaction.from(), left);
                    tokens.merge(transaction.to(), transaction.units(), BigInteger::add);
                }
                counts.put(transaction.from(), transaction.nonce() + 1);
                BigInteger price = baseFee.add(transaction.tip()).min(transaction.feeMost());
                mined.add(new Mined(transaction, succeeded, price));
            }
        }
        pool.values().removeIf(one -> counts.getOrDefault(one.from(), 0L) > one.nonce());
        add(mined, tokens, counts);
    }

    synchronized void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            mine();
        }
    }

    /** The pool forgets everything. */
    synchronized void drop() {
        pool.clear();
    }

    /** The newest blocks are gone, and others as high hold none of their transactions. */
    synchronized void reorganise(int blocks) {
        for (int i = 0; i < blocks; i++) {
            chain.removeLast();
        }
        for (int i = 0; i < blocks; i++) {
            add(List.of(), chain.getLast().tokens(), chain.getLast().counts());
        }
    }

    /** Somebody else uses the account's next number, for nothing. */
    synchronized String somebodyElse(String account) {
        Map<String, Long> counts = new HashMap<>(chain.getLast().counts());
        long nonce = counts.getOrDefault(account, 0L);
        Pooled other = new Pooled(
                Hash.sha3String("other " + nonce), account, nonce, account, BigInteger.ZERO, baseFee, BigInteger.ZERO);
        counts.put(account, nonce + 1);
        pool.values().removeIf(one -> one.nonce() == nonce);
        add(List.of(new Mined(other, true, baseFee)), chain.getLast().tokens(), counts);
        return other.hash();
    }

    /** Somebody else pays with the account's key. */
    synchronized void steal(String account, String thief, long units) {
        Map<String, Long> counts = new HashMap<>(chain.getLast().counts());
        Map<String, BigInteger> tokens = new HashMap<>(chain.getLast().tokens());
        BigInteger gone = BigInteger.valueOf(units);
        long nonce = counts.merge(account, 1L, Long::sum) - 1;
        tokens.merge(account, gone.negate(), BigInteger::add);
        tokens.merge(thief, gone, BigInteger::add);
        Pooled theft =
                new Pooled(Hash.sha3String("theft " + nonce), account, nonce, thief, gone, baseFee, BigInteger.ZERO);
        add(List.of(new Mined(theft, true, baseFee)), tokens, counts);
    }

    synchronized void failing(boolean all) {
        failing = all;
    }

    synchronized void baseFee(long wei) {
        baseFee = BigInteger.valueOf(wei);
    }

    // --- what a witness sees

    synchronized int waiting() {
        return pool.size();
    }

    /** Transfers of the standing chain to somebody, by their transactions. */
    synchronized List<String> transfers(String payee) {
        return chain.stream()
                .flatMap(block -> block.mined().stream())
                .filter(one -> one.succeeded() && one.transaction().to().equals(payee))
                .map(one -> one.transaction().hash())
                .toList();
    }

    synchronized BigInteger held(String owner) {
        return chain.getLast().tokens().getOrDefault(owner, BigInteger.ZERO);
    }

    /** What the network took for a transaction. */
    synchronized BigInteger cost(String hash) {
        return find(hash).price().multiply(GAS_USED);
    }

    private Mined find(String hash) {
        return chain.stream()
                .flatMap(block -> block.mined().stream())
                .filter(one -> one.transaction().hash().equals(hash))
                .findFirst()
                .orElseThrow();
    }
}
