package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.sandbox.Token.Refusal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.web3j.utils.Numeric;

/**
 * A chain with one token on it, a block every second and one more for each transaction, at once.
 *
 * <p>Its time is the injected clock plus an offset that only grows; it never goes back. Safe for use by many threads.
 * What it writes to the log is durable before any HTTP answer leaves the sandbox.
 */
public final class SandboxChain {
    private static final int WAITING_MAX = 10_000;
    private static final Duration ADVANCE_MAX = Duration.ofDays(400);

    /** A transfer that a facilitator keeps back until a time. */
    private record Waiting(long dueSeconds, TokenCall.Transfer transfer) {}

    /** What became of a submitted call. */
    sealed interface Outcome {
        /** It stands in a block. */
        record Mined(Transaction transaction) implements Outcome {}

        /** The token would revert; nothing was submitted. */
        record Refused(Refusal refusal) implements Outcome {}
    }

    private final SandboxLog log;
    private final InstantSource clock;
    private final Blocks blocks;
    private final Token token = new Token();
    private final TreeMap<Long, Transaction> transactions = new TreeMap<>();
    private final Map<String, Transaction> byHash = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private long offsetSeconds;
    private long seenSeconds;
    private int finalityBlocks;
    private long finalizedFloor;

    SandboxChain(SandboxLog log, SandboxSettings settings) {
        this.log = log;
        this.clock = settings.clock();
        this.finalityBlocks = settings.finalityBlocks();
        if (log.found().isEmpty()) {
            log.append(Json.object()
                    .put("t", "genesis")
                    .put("seconds", clock.instant().getEpochSecond()));
            this.blocks = new Blocks(clock.instant().getEpochSecond());
        } else {
            this.blocks = new Blocks(log.found().getFirst().path("seconds").asLong());
        }
        log.found().forEach(this::replay);
        if (finalityBlocks != settings.finalityBlocks()) {
            finality(settings.finalityBlocks());
        }
    }

    private void replay(JsonNode record) {
        switch (record.path("t").asText()) {
            case "tx" ->
                book(
                        TokenCall.fromJson(record),
                        record.path("block").asLong(),
                        record.path("seconds").asLong());
            case "clock" -> offsetSeconds = record.path("offset").asLong();
            case "finality" -> {
                finalityBlocks = record.path("blocks").asInt();
                finalizedFloor = record.path("floor").asLong();
            }
            case "reorg" ->
                replaceAbove(
                        record.path("height").asLong(),
                        record.path("head").asLong(),
                        record.path("seconds").asLong());
            case "late" -> {
                if (TokenCall.fromJson(record) instanceof TokenCall.Transfer transfer) {
                    waiting.add(new Waiting(record.path("due").asLong(), transfer));
                }
            }
            case "late-refused" ->
                waiting.removeIf(late ->
                        late.transfer().nonce().equals(record.path("nonce").asText()));
            default -> {
                // Records of the seller are read by the seller.
            }
        }
    }

    /** The number of the newest block. */
    public synchronized long head() {
        return blocks.headAt(now());
    }

    /** The chain's time, in whole seconds: that of a block made now. */
    public synchronized Instant time() {
        return Instant.ofEpochSecond(now());
    }

    /** How far the chain's time is ahead of the injected clock. */
    synchronized Duration offset() {
        return Duration.ofSeconds(offsetSeconds);
    }

    /**
     * Moves the chain's time, and that of the seller's jobs, forward.
     *
     * @throws IllegalArgumentException if it is less than a second, or more than 400 days
     */
    public synchronized void advance(Duration by) {
        if (by.toSeconds() < 1 || by.compareTo(ADVANCE_MAX) > 0) {
            throw new IllegalArgumentException("the clock moves by 1 second to 400 days, not by `" + by + "`");
        }
        now();
        offsetSeconds += by.toSeconds();
        log.append(Json.object().put("t", "clock").put("offset", offsetSeconds));
    }

    /** How many units an address holds at the head. */
    public synchronized BigInteger balance(String address) {
        return token.balance(address, head());
    }

    /** Whether an authorization is used or cancelled at the head. */
    public synchronized boolean isUsed(String authorizer, String nonce) {
        return token.isUsed(authorizer, nonce, head());
    }

    /** The newest block that can no longer be dropped. */
    public synchronized long finalized() {
        return Math.max(finalizedFloor, head() - finalityBlocks);
    }

    synchronized long safe() {
        return Math.max(finalized(), head() - finalityBlocks / 2);
    }

    /** Changes how far the last final block is behind the head; what is final stays final. */
    public synchronized void finality(int blocksBehind) {
        if (blocksBehind < 0 || blocksBehind > 100_000) {
            throw new IllegalArgumentException("finality of `" + blocksBehind + "` blocks is not in 0 to 100000");
        }
        finalizedFloor = finalized();
        finalityBlocks = blocksBehind;
        log.append(
                Json.object().put("t", "finality").put("blocks", finalityBlocks).put("floor", finalizedFloor));
    }

    /**
     * Replaces the newest blocks with empty ones, and one more: what happened in them has not happened.
     *
     * @throws IllegalArgumentException if there are not that many blocks that are not final
     */
    public synchronized void dropBlocks(int count) {
        long head = head();
        if (count < 1 || head - count < finalized()) {
            throw new IllegalArgumentException("`" + count + "` blocks cannot be dropped: " + (head - finalized())
                    + " are not final; raise the finality first");
        }
        long seconds = now();
        replaceAbove(head - count, head, seconds);
        log.append(Json.object()
                .put("t", "reorg")
                .put("height", head - count)
                .put("head", head)
                .put("seconds", seconds));
    }

    /**
     * Submits a signed cancellation, EIP-3009.
     *
     * @throws IllegalArgumentException if the token refuses it
     */
    public String cancelAuthorization(String authorizer, String nonce, String signature) {
        TokenCall.Cancel cancel = new TokenCall.Cancel(Words.address(authorizer), Words.lower(nonce), signature);
        return switch (submit(cancel)) {
            case Outcome.Mined mined -> mined.transaction().hash();
            case Outcome.Refused refused ->
                throw new IllegalArgumentException(refused.refusal().reason());
        };
    }

    /** Puts a call into a block of its own, unless the token refuses it. */
    synchronized Outcome submit(TokenCall call) {
        long seconds = now();
        return token.refusal(call, seconds)
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> new Outcome.Mined(mine(call, seconds)));
    }

    /** What the token would say to the call in a block made now. */
    synchronized Optional<Refusal> refusal(TokenCall call) {
        return token.refusal(call, now());
    }

    /** Takes a transfer to submit it at a later time. */
    synchronized void submitLater(TokenCall.Transfer transfer, Duration delay) {
        if (waiting.size() >= WAITING_MAX) {
            throw new IllegalStateException("too many transfers wait to be submitted");
        }
        long due = now() + Math.max(1, delay.toSeconds());
        log.append(transfer.toJson().put("t", "late").put("due", due));
        waiting.add(new Waiting(due, transfer));
    }

    private Transaction mine(TokenCall call, long seconds) {
        long block = blocks.headAt(seconds) + 1;
        log.append(call.toJson().put("t", "tx").put("block", block).put("seconds", seconds));
        return book(call, block, seconds);
    }

    private Transaction book(TokenCall call, long block, long seconds) {
        Transaction transaction = Transaction.of(call, block, transactions.size());
        blocks.add(block, seconds, Numeric.hexStringToByteArray(transaction.hash()));
        token.book(call, block);
        transactions.put(block, transaction);
        byHash.put(transaction.hash(), transaction);
        waiting.removeIf(late -> late.transfer().equals(call));
        return transaction;
    }

    private void replaceAbove(long height, long head, long seconds) {
        blocks.replaceAbove(height, head, seconds);
        token.dropAbove(height);
        transactions.tailMap(height, false).clear();
        byHash.values().removeIf(transaction -> transaction.block() > height);
    }

    /**
     * The chain's time; what was due before it happens first. Nobody has looked at the chain since, so a late
     * transfer stands in the block of its own time.
     */
    private long now() {
        long wanted = clock.instant().getEpochSecond() + offsetSeconds;
        seenSeconds = Math.max(seenSeconds, Math.max(blocks.lastSeconds(), wanted));
        List<Waiting> due = waiting.stream()
                .filter(late -> late.dueSeconds() <= seenSeconds)
                .sorted(Comparator.comparingLong(Waiting::dueSeconds))
                .toList();
        for (Waiting late : due) {
            long seconds = Math.max(late.dueSeconds(), blocks.lastSeconds());
            if (token.refusal(late.transfer(), seconds).isEmpty()) {
                mine(late.transfer(), seconds);
            } else {
                waiting.remove(late);
                log.append(Json.object()
                        .put("t", "late-refused")
                        .put("nonce", late.transfer().nonce()));
            }
        }
        return seenSeconds;
    }

    synchronized long secondsOf(long block) {
        return blocks.secondsOf(block);
    }

    synchronized String hashOf(long block) {
        return blocks.hashOf(block);
    }

    synchronized String parentHashOf(long block) {
        return blocks.parentHashOf(block);
    }

    synchronized OptionalLong numberOf(String hash) {
        return blocks.numberOf(hash, head());
    }

    synchronized BigInteger balanceAt(String address, long block) {
        return token.balance(address, block);
    }

    synchronized BigInteger supplyAt(long block) {
        return token.supply(block);
    }

    synchronized boolean isUsedAt(String authorizer, String nonce, long block) {
        return token.isUsed(authorizer, nonce, block);
    }

    synchronized Optional<Transaction> transactionIn(long block) {
        return Optional.ofNullable(transactions.get(block));
    }

    synchronized Optional<Transaction> transaction(String hash) {
        return Optional.ofNullable(byHash.get(Words.lower(hash)));
    }

    /** The transactions in the blocks from one to another, both included, oldest first. */
    synchronized List<Transaction> transactions(long from, long to) {
        return from > to
                ? List.of()
                : List.copyOf(transactions.subMap(from, true, to, true).values());
    }

    /** The transaction that used up an authorization, if one did. */
    synchronized Optional<Transaction> transferOf(String authorizer, String nonce) {
        return transactions.values().stream()
                .filter(transaction -> transaction.call() instanceof TokenCall.Transfer transfer
                        && transfer.move().from().equals(Words.lower(authorizer))
                        && transfer.nonce().equals(Words.lower(nonce)))
                .findFirst();
    }
}
