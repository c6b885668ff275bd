package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.config.CatalogFile;
import dev.patron.config.GatewaySettings;
import dev.patron.config.Settings;
import dev.patron.config.Shapes;
import dev.patron.door.LocalAnswers;
import dev.patron.http.Door;
import dev.patron.http.GatewayServer;
import dev.patron.invoice.BookTreasury;
import dev.patron.invoice.Gateway;
import dev.patron.invoice.Keyring;
import dev.patron.invoice.Treasury;
import dev.patron.invoice.TreasuryException;
import dev.patron.ledger.Ledger;
import dev.patron.policy.PolicySet;
import dev.patron.proof.JwtProver;
import dev.patron.treasury.SimulatedTreasury;
import dev.patron.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway in a data directory: ledger, treasury, keys of proofs, control door, the gateway's own door, and what is tended beside it.
 * Everything that it opens or is given to keep it closes, in the opposite order.
 */
final class Gatehouse implements AutoCloseable {
    /** Where the keys of proofs lie in a data directory; with them every proof that is out goes on being one. */
    static final String PROOF_KEYS = "gateway/proof-keys";

    private static final Logger LOG = LoggerFactory.getLogger(Gatehouse.class);
    private static final Duration TENDED = Duration.ofSeconds(1);
    private static final Duration CLOSED_MOST = Duration.ofSeconds(30);

    private final Environment environment;
    private final DataDirectory data;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Map<String, Treasury> treasuries = new HashMap<>();

    Gatehouse(Environment environment, DataDirectory data) {
        this.environment = environment;
        this.data = data;
        Logs.begin(data.resolve("logs"));
        Logs.access(data.resolve("logs"));
        GatewayServer.bounds();
    }

    <T extends AutoCloseable> T keep(T one) {
        opened.push(one);
        return one;
    }

    /** Lets the gateway pay from one more treasury. */
    void paysFrom(Treasury treasury) {
        treasuries.put(treasury.network(), treasury);
    }

    /** Lets it pay from a wallet too, where the settings name one. */
    void paysOnMainnet(Settings settings, Consumer<String> warn) {
        settings.gateway()
                .mainnet()
                .map(mainnet -> new MainnetDesk(environment, warn).find(mainnet, CatalogFile.read(settings.catalog())))
                .map(ready -> ready.open(keep(new Wire()), environment.clock()))
                .ifPresent(this::paysFrom);
    }

    /** What is said once it serves. */
    record Serving(URI url) {

        String json() {
            return "{\"url\":\"" + url + "\"}\n";
        }

        String text() {
            return "gateway at " + url + "\nstop with Ctrl-C\n";
        }
    }

    /** Serves until the process is told to stop; then requests that were begun are finished, and no more are taken. */
    void serve(
            Ledger ledger,
            LocalAnswers.Sources sources,
            GatewaySettings settings,
            Door door,
            Consumer<Serving> serving) {
        LOG.info("serving under policy {}", sources.policy().get().digest());
        ledger.recover();
        Behind behind = behind(ledger, settings, sources.policy());
        keep(Sealer.over(ledger.log(), environment.background()));
        keep(data.openDoor(new LocalAnswers(ledger, sources), environment.random()));
        GatewayServer server = open(behind, settings.shapes(), door);
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            await(closed, CLOSED_MOST);
        }));
        opened.addLast(closed::countDown);
        serving.accept(new Serving(door.url(server.port())));
        await(told, Duration.ofDays(Integer.MAX_VALUE));
    }

    private static void await(CountDownLatch latch, Duration most) {
        try {
            latch.await(most.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Buying.closeAll(opened);
    }

    /** The gateway over a ledger; nobody can reach it yet. */
    record Behind(Gateway gateway, JwtProver prover, BookTreasury plays) {}

    /** What is behind the door. Nothing moves and nothing is recorded until that is opened. */
    Behind behind(Ledger ledger, GatewaySettings settings, Supplier<PolicySet> policy) {
        Path folder = data.resolve("gateway");
        try {
            SimulatedTreasury treasury =
                    SimulatedTreasury.open(folder.resolve("treasury"), settings.sandboxFunds(), environment.clock());
            keep(treasury);
            paysFrom(treasury);
            JwtProver prover = JwtProver.open(folder.resolve("proof-keys"), settings.proofs(), environment.random());
            Gateway gateway = new Gateway(new Gateway.Hands(
                    ledger,
                    treasuries,
                    prover,
                    new Keyring(ledger.keys(), environment.random(), environment.clock()),
                    policy));
            keep(gateway);
            return new Behind(gateway, prover, treasury);
        } catch (IOException e) {
            throw new HouseException(
                    "the keys of proofs in `" + folder.resolve("proof-keys") + "` cannot be used: " + e.getMessage(),
                    e);
        } catch (TreasuryException e) {
            throw new HouseException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Takes up what was signed before and opens the door, once the ledger has recovered; it is closed first of all. */
    GatewayServer open(Behind behind, Shapes shapes, Door door) {
        behind.gateway().start();
        keep(environment.background().each(TENDED, () -> tend(behind.gateway())));
        if (treasuries.containsKey(MainnetDesk.NETWORK)) {
            watch(behind.gateway());
            keep(environment.background().each(TENDED, () -> watch(behind.gateway())));
        }
        try {
            GatewayServer.Manners manners =
                    new GatewayServer.Manners(shapes, behind.prover().publicKeys());
            return keep(GatewayServer.open(behind.gateway(), manners, door, environment.clock()));
        } catch (IOException e) {
            throw new HouseException("the gateway could not be opened: " + e.getMessage(), e);
        }
    }

    private static void watch(Gateway gateway) {
        try {
            gateway.watch();
        } catch (RuntimeException e) {
            LOG.warn("the treasury's payments were not followed; they are in a second", e);
        }
    }

    private static void tend(Gateway gateway) {
        try {
            gateway.tend();
        } catch (RuntimeException e) {
            LOG.warn("quotes were not given back, or payments not followed; they are in a second", e);
        }
    }
}
