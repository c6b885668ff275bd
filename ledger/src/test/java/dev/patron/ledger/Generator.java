package dev.patron.ledger;

import dev.patron.log.Keeping;
import dev.patron.money.Address;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.Code;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Writes an honest ledger of any size through the ledger's own door, by one thread and under a clock moved by hand.
 *
 * <p>All chance, the ledger's too, comes from the seed: the same seed and size give the same events, and so the same
 * root. Every call waits for its own barrier, as it does for real; where size matters, the data directory belongs on a
 * file system in memory, which has nothing to wait for, and is copied to its place afterwards.
 */
public final class Generator implements AutoCloseable {
    private static final int SHOTS = 8;

    /** Refunds are looked for in each run of so many: each look reads every claim that is open, and they become ever more. */
    private static final int REFUNDS_EVERY = 20;

    /** What the wallet has at first, in units of its token: enough for a hundred million events. */
    private static final BigInteger FUNDS = BigInteger.valueOf(1_000_000_000_000L);

    private static final String[] PRICES = {"0.01", "0.05", "0.07", "0.25", "0.60"};

    private final Random random;
    private final HandClock clock = new HandClock(Bench.NOON);
    private final Ledger ledger;
    private PolicySet policy = Bench.policy(Bench.FREE);
    private long block = 100;
    private long transactions;
    private String run = "";

    private final Hurry hurry;

    private Generator(Path data, long seed) {
        this.random = new Random(seed);
        this.ledger = Ledger.open(new LedgerSettings(
                data.resolve("ledger"),
                data.resolve("keys"),
                clock,
                seeded(seed),
                new SimpleMeterRegistry(),
                Durability.unobserved(),
                Bench.CHECKPOINT_FROM));
        this.hurry = new Hurry(data.resolve("ledger"));
    }

    private static SecureRandom seeded(long seed) {
        try {
            SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
            seeded.setSeed(seed);
            return seeded;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA1PRNG", e);
        }
    }

    /** Writes at least so many events below a data directory in which there is no ledger yet. */
    static void write(Path data, long seed, long events) {
        try (Generator generator = new Generator(data, seed)) {
            generator
                    .ledger
                    .wallets()
                    .adopt(new WalletFacts(Bench.USDC, Bench.WALLET, generator.block, "0xb100"), FUNDS);
            GeneratedInvoices.adopted(generator.ledger, generator.block);
            long last = 0;
            for (int runs = 1; last < events; runs++) {
                generator.run(runs);
                last = generator.last();
            }
        }
    }

    /** {@code DATA SEED EVENTS}: what {@code patron ledger verify --data DATA} then reads. */
    public static void main(String[] arguments) {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("give a folder, a seed and the number of events");
        }
        write(Path.of(arguments[0]), Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
    }

    private long last() {
        return ledger.reader().newest(Optional.empty(), 1).getFirst().seq();
    }

    private void run(int number) {
        run = Digests.sha256("run " + number).substring(0, 32);
        clock.move(Duration.ofMinutes(5 + random.nextInt(60)));
        if (number % 5 == 0) {
            policy = Bench.policy(Bench.most(Integer.toString(1_000 + number)));
        }
        ledger.openRun(
                new NewRun(
                        run,
                        Digests.sha256("brief " + number),
                        "xgen",
                        false,
                        "painter",
                        "outline",
                        number % 3 == 0 ? Optional.of(Usd.parse("20")) : Optional.empty(),
                        number % 7 == 0,
                        "out"),
                "brief",
                ("brief " + number).getBytes(StandardCharsets.UTF_8));
        List<PlannedShot> shots = new ArrayList<>();
        for (int i = 1; i <= SHOTS; i++) {
            String shot = String.format(Locale.ROOT, "shot-%02d", i);
            shots.add(new PlannedShot(shot, "image", "xgen", "still", Usd.parse("0.05"), Digests.sha256(run + shot)));
        }
        ledger.judge(
                run,
                shots,
                shots.stream().map(shot -> command("", shot.shot(), "0.05")).toList(),
                () -> policy);
        if (number % 4 == 0) {
            comesIn(Bench.STRANGER, "3");
        }
        boolean isDone = true;
        for (PlannedShot shot : shots) {
            clock.move(Duration.ofSeconds(1 + random.nextInt(20)));
            Story story = number == 1 ? Story.CLOSED.get(shots.indexOf(shot) % Story.CLOSED.size()) : Story.any(random);
            tell(story, shot.shot());
            isDone &= Story.CLOSED.contains(story);
        }
        invoice(number);
        end(number, isDone);
    }

    private void invoice(int number) {
        String intent = GeneratedInvoices.signed(ledger, () -> policy, number);
        settle(intent, GeneratedInvoices.PRICE);
        GeneratedInvoices.proved(ledger, intent, number, clock.instant());
    }

    private void end(int number, boolean isDone) {
        ledger.delivered(run, new DeliveryFacts(Digests.sha256("manifest of " + run), SHOTS));
        ledger.runStatus(run, isDone ? "delivered" : "partial");
        if (isDone) {
            ledger.erasure().record(ledger.reader().run(run).orElseThrow(), Erasure.Reason.ASKED);
            ledger.erasure().destroyKey(run);
        }
        if (number % 6 == 0) {
            ledger.wallets().unexplained(Bench.USDC, movement(Bench.STRANGER, "0.5"), command("", "none", "0.5"));
        }
        if (number % 9 == 0) {
            comesIn(Bench.STRANGER, "2");
            matchedTo(block - 1);
        }
        matchedTo(block);
        if (number % REFUNDS_EVERY == 1) {
            ledger.wallets().matchRefunds(Bench.USDC, Bench.WALLET);
        }
        ledger.log().checkpoint(number % 3 == 0 ? Keeping.FOR_GOOD : Keeping.HOURLY);
    }

    /** The wallet's history up to a block; what was seen above it is no longer part of the chain. */
    private void matchedTo(long last) {
        ledger.wallets().matched(new WalletFacts(Bench.USDC, Bench.WALLET, last, "0xb" + last), List.of());
    }

    private void tell(Story story, String shot) {
        String price = PRICES[random.nextInt(PRICES.length)];
        String intent = intend(shot, 1);
        switch (story) {
            case DENIED -> denied(intent, shot, price);
            case REFUSED -> ledger.refuse(intent, Code.PRICE_DRIFT, "it asked more", Digests.sha256(intent));
            case ABANDONED -> ledger.abandon(intent, Code.SELLER_REFUSED, "it would not");
            case UNCHARGED -> ledger.uncharged(intent);
            case FROZEN -> {
                ledger.freeze("agent:painter", "somebody looks at it");
                reserve(intent, shot, price);
                ledger.thaw("agent:painter");
            }
            case VOIDED -> {
                reserve(intent, shot, price);
                clock.move(Duration.ofMinutes(2));
                authorize(intent, shot, price);
            }
            case FROM_CHAIN -> {
                ledger.recoverFromChain(intent, false, proof(price, Bench.PAYEE));
                settle(intent, price);
            }
            default -> bought(story, shot, intent, price);
        }
    }

    private void denied(String intent, String shot, String price) {
        PolicySet before = policy;
        policy = Bench.policy(Bench.most("0.001"));
        reserve(intent, shot, price);
        policy = before;
    }

    private void bought(Story story, String shot, String intent, String price) {
        reserve(intent, shot, price);
        authorize(intent, shot, price);
        ledger.answered(intent, new AnswerFacts("http", story == Story.SILENT ? 504 : 200, ""));
        switch (story) {
            case EXPIRED -> ledger.expire(intent, dead());
            case CANCELLED -> ledger.cancel(intent, dead());
            case SILENT -> {}
            case LIED_ABOUT -> {
                ReceiptClaim said = new ReceiptClaim(transaction(), Optional.empty());
                ledger.incident(intent, new IncidentFacts("the receipt is false", said, "never used"));
                ledger.thaw("provider:xgen");
                ledger.expire(intent, dead());
            }
            case OVERPAID -> {
                ledger.settle(intent, proof("0.90", Bench.PAYEE));
                ledger.thaw("provider:xgen");
                made(intent);
            }
            case REVERSED -> {
                ChainProof seen = proof(price, Bench.PAYEE);
                ledger.settle(intent, seen);
                ledger.reverse(intent, seen);
                settle(intent, price);
                made(intent);
            }
            default -> {
                settle(intent, price);
                goods(story, shot, intent, price);
            }
        }
    }

    private void goods(Story story, String shot, String intent, String price) {
        switch (story) {
            case RETRIED -> {
                generating(intent);
                ledger.fulfil(intent, FulfilmentState.FAILED, "FAILED");
                if (ledger.allowRetry(intent, 1).isPresent()) {
                    bought(Story.DELIVERED, shot, intend(shot, 2), price);
                }
            }
            case OWED_AND_DELIVERED -> {
                ledger.fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
                made(intent);
            }
            case OWED_AND_REFUNDED -> {
                ledger.fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
                comesIn(Bench.PAYEE, price);
            }
            case OWED_AND_REFUNDED_BY_WORD -> {
                ledger.fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
                close(ClaimClosing.Outcome.REFUNDED);
                comesIn(Bench.PAYEE, price);
            }
            case OWED_AND_WRITTEN_OFF -> {
                generating(intent);
                ledger.fulfil(intent, FulfilmentState.OVERDUE, "too late");
                close(ClaimClosing.Outcome.WRITTEN_OFF);
            }
            case OWED -> ledger.fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
            default -> made(intent);
        }
    }

    private void close(ClaimClosing.Outcome outcome) {
        ledger.reader().claims(Optional.of(run)).stream()
                .filter(claim -> claim.state().equals("OPEN"))
                .forEach(claim -> ledger.closeClaim(claim.id(), new ClaimClosing(outcome, "by somebody's word", "")));
    }

    private void generating(String intent) {
        ledger.generating(
                intent, "job-" + intent.substring(0, 12), clock.instant().plusSeconds(90));
    }

    private void made(String intent) {
        generating(intent);
        ledger.polled(intent, "running", 1 + random.nextInt(98));
        ledger.stored(
                intent, 1, new AssetFacts(Digests.sha256("file of " + intent), "image/png", random.nextInt(90_000)));
        ledger.fulfil(intent, FulfilmentState.DELIVERED, "");
    }

    private String intend(String shot, int attempt) {
        String id = Digests.intent(ledger.id(), run, shot, attempt);
        return ledger.intend(new NewIntent(
                        id,
                        run,
                        shot,
                        attempt,
                        "painter",
                        "xgen",
                        Bench.USDC,
                        Bench.WALLET,
                        "0x" + Digests.sha256("nonce of " + id)))
                .id();
    }

    private void reserve(String intent, String shot, String price) {
        ledger.quote(
                intent,
                new QuoteFacts(
                        new Payee(Bench.NETWORK, Bench.PAYEE), Bench.tokens(price), Digests.sha256(intent + price)));
        ledger.reserve(command(intent, shot, price), () -> policy);
    }

    private void authorize(String intent, String shot, String price) {
        ledger.authorize(command(intent, shot, price), () -> policy, Bench.signing(intent));
    }

    private SpendCommand command(String intent, String shot, String price) {
        return new SpendCommand(
                intent,
                false,
                new SpendRequest(
                        "painter",
                        run,
                        shot,
                        "xgen",
                        "image",
                        "still",
                        new Payee(Bench.NETWORK, Bench.PAYEE),
                        Bench.tokens(price),
                        Optional.empty()),
                List.of());
    }

    private void settle(String intent, String price) {
        ChainProof seen = proof(price, Bench.PAYEE);
        ledger.settle(intent, seen);
        ledger.finalize(
                intent,
                new ChainProof(
                        seen.transaction(),
                        seen.blockNumber(),
                        seen.blockHash(),
                        seen.blockTime(),
                        seen.payee(),
                        seen.units(),
                        true));
    }

    private String transaction() {
        transactions++;
        return "0x" + Digests.sha256("transaction " + transactions);
    }

    private ChainProof proof(String price, Address payee) {
        block++;
        return new ChainProof(transaction(), block, "0xb" + block, clock.instant(), payee, Bench.units(price), false);
    }

    /** A final block in which no signature of now can live any more. */
    private ChainProof dead() {
        clock.move(Duration.ofMinutes(6));
        block++;
        return new ChainProof("", block, "0xb" + block, clock.instant(), Bench.WALLET, BigInteger.ZERO, true);
    }

    private MovementFacts movement(Address other, String amount) {
        block++;
        BigInteger units = new BigDecimal(amount).movePointRight(6).toBigIntegerExact();
        return new MovementFacts(transaction(), 0, block, clock.instant(), Bench.WALLET, other, units);
    }

    private void comesIn(Address sender, String amount) {
        ledger.wallets().funded(Bench.USDC, movement(sender, amount));
    }

    @Override
    public void close() {
        try {
            hurry.close();
        } finally {
            ledger.close();
        }
    }
}
