package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.http.Caller.Said;
import dev.patron.treasury.SimulatedTreasury;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed, and told to stop, while clients are quoted and pay: nothing is lost, nothing is paid twice. The lives end by SIGKILL and by SIGTERM in
 * turn, one of each when nothing is said, some time after the first payment of that life; with {@code -Dpatron.kills.gateway=N} there are N of them.
 */
@Tag("slow")
class ServeKilledTest {
    private static final int LIVES = Integer.getInteger("patron.kills.gateway", 2);
    private static final int CLIENTS = 6;
    private static final int MILLIS_MOST = 400;
    private static final BigDecimal PRICE = new BigDecimal("0.05");

    @TempDir
    Path folder;

    private final AtomicReference<URI> url = new AtomicReference<>();
    private final Caller caller = new Caller(() -> url.get());
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger paid = new AtomicInteger();

    @Test
    void nothingIsLostAndNothingIsPaidTwice() throws Exception {
        Served.settle(folder, Crowd.POLICY);
        Random random = new Random(LIVES);
        List<Future<List<String>>> clients = new ArrayList<>();
        Served served = begin();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String provider = served.providerKey("shop.example.com", Crowd.PAYEE);
            for (int i = 0; i < CLIENTS; i++) {
                String key = served.agentKey("honest");
                String name = "c" + i + "_";
                clients.add(threads.submit(() -> shop(key, provider, name)));
            }
            for (int life = 0; life < LIVES; life++) {
                awaitAPayment(clients);
                Caller.pause(random.nextInt(MILLIS_MOST));
                end(served, life);
                served = begin();
            }
            awaitAPayment(clients);
            over.set(true);
            for (Future<List<String>> client : clients) {
                assertEquals(List.of(), client.get());
            }
            assertTrue(served.stop(), "it ends when it is told to");
        } finally {
            over.set(true);
            served.close();
        }
        assertEquals(
                "sound",
                Served.patron(folder, "ledger", "verify").path("status").asText());
        try (SimulatedTreasury treasury =
                SimulatedTreasury.open(folder.resolve("data/gateway/treasury"), "0", Instant::now)) {
            assertEquals(
                    PRICE.multiply(BigDecimal.valueOf(paid.get())).stripTrailingZeros(),
                    new BigDecimal(treasury.moved(), SimulatedTreasury.MNEE.decimals()).stripTrailingZeros(),
                    "each invoice once, and nothing else");
        }
    }

    private Served begin() throws IOException {
        Served served = Served.start(folder);
        url.set(served.url());
        return served;
    }

    private static void end(Served served, int life) throws InterruptedException {
        if (life % 2 == 0) {
            served.kill();
        } else {
            assertTrue(served.stop(), "it ends when it is told to");
        }
    }

    /** Waits for the next payment; a client that gave up is told at the end. */
    private void awaitAPayment(List<Future<List<String>>> clients) {
        int before = paid.get();
        while (paid.get() == before && clients.stream().noneMatch(Future::isDone)) {
            Caller.pause(5);
        }
    }

    /** Buys one thing after the other, each to its end over however many lives that takes; what was not as it should be. */
    private List<String> shop(String key, String provider, String name) {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; !over.get(); i++) {
            String invoice = name + i;
            Said first = pay(key, invoice);
            paid.incrementAndGet();
            Said again = pay(key, invoice);
            if (!again.body().equals(first.body())) {
                wrong.add(invoice + ": " + first + ", then " + again);
            }
            Said verified = caller.post("verify", provider, Caller.proving(first.text("proof"), invoice));
            if (!verified.body().path("verified").asBoolean()) {
                wrong.add(invoice + ": " + verified);
            }
        }
        return wrong;
    }

    /** Quoted and paid; a quote that lapsed with its process is asked for anew. */
    private Said pay(String key, String invoice) {
        while (true) {
            Said quote = caller.post("quote", key, Caller.invoice("shop.example.com", invoice));
            Said said = caller.post("pay", key, Caller.paying(quote.text("quoteId")));
            if (said.body().path("success").asBoolean()) {
                return said;
            }
            boolean mayBeAskedAgain = said.status() == 202 || said.text("error").equals("QUOTE_EXPIRED");
            if (!mayBeAskedAgain) {
                throw new IllegalStateException(invoice + ": " + quote + ", then " + said);
            }
            Caller.pause(20);
        }
    }
}
