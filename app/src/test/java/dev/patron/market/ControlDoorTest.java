package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other command lines beside a run that is going on: held still while it waits for its first picture. */
class ControlDoorTest {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void othersLookAndCancelThroughTheDoor(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            bench.concurrency(1);
            bench.pause(usual -> time -> {
                waiting.countDown();
                await(release);
                usual.pause(time);
            });
            Path brief = bench.brief("apples", 2);
            Future<Bench.Ran> going = threads.submit(() -> bench.buy("run", brief));
            try {
                assertTrue(waiting.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the run came to a wait");
                String id = looks(bench);
                strangers(bench);
                Bench.Ran second = bench.buy("run", bench.brief("pears", 1));
                assertEquals(1, second.exit(), second.out());
                String held = second.json().path("error").path("message").asText();
                assertTrue(held.contains("process " + ProcessHandle.current().pid()), held);

                JsonNode cancelled = bench.patron("cancel", id, "--json").json();
                assertTrue(cancelled.path("cancelling").asBoolean(), cancelled.toString());
                JsonNode recorded = bench.patron("show", id, "--json").json();
                assertEquals("cancelled", recorded.path("status").asText(), "a kill now does not forget it");
            } finally {
                release.countDown();
            }
            Bench.Ran ran = going.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertEquals("cancelled", ran.json().path("status").asText());
            assertEquals(
                    List.of("delivered", "planned"),
                    List.of(
                            ran.json().path("shots").path(0).path("status").asText(),
                            ran.json().path("shots").path(1).path("status").asText()),
                    "what is paid is seen home, the rest is not begun");
            assertEquals(2, bench.relay().orders().size(), "one demand and one payment");
            assertFalse(Files.exists(bench.data().resolve("control")), "the door is gone with its process");
        }
    }

    private static String looks(Bench bench) {
        JsonNode runs = bench.patron("runs", "--json").json().path("runs");
        assertEquals(1, runs.size());
        assertEquals("running", runs.path(0).path("status").asText());
        String id = runs.path(0).path("run").asText();
        JsonNode show = bench.patron("show", id, "--json").json();
        assertEquals("0.050000", show.path("spent_usd").asText());
        assertEquals("waiting", show.path("shots").path(0).path("status").asText());
        JsonNode headroom = bench.patron("policy", "headroom", "--json").json();
        assertTrue(headroom.toString().contains("\"spent_usd\":\"0.050000\""), headroom.toString());
        JsonNode plan = bench.patron("plan", bench.brief("pears", 3), "--json").json();
        assertEquals("permitted", plan.path("status").asText(), plan.toString());
        assertEquals("0.150000", plan.path("total_usd").asText());
        assertEquals(2, bench.patron("show", "zz", "--json").exit(), "a wrong question is the asker's fault");
        return id;
    }

    private static void strangers(Bench bench) throws IOException {
        Path control = bench.data().resolve("control");
        assertEquals(
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE),
                Files.getPosixFilePermissions(control));
        List<String> lines = Files.readAllLines(control);
        int port = Integer.parseInt(lines.getFirst());
        String token = lines.get(1);
        String host = "127.0.0.1:" + port;
        assertEquals(200, ask(port, "POST", host, token));
        assertEquals(403, ask(port, "POST", host, token.replace(token.charAt(0), 'x')), "a wrong token");
        assertEquals(403, ask(port, "POST", host, ""), "no token");
        assertEquals(403, ask(port, "POST", "patron.example:" + port, token), "a foreign host");
        assertEquals(403, ask(port, "GET", host, token), "not a question");
    }

    /** By hand, since no ordinary client lets a page choose its Host. */
    private static int ask(int port, String method, String host, String token) throws IOException {
        String body = "{\"name\":\"runs\",\"arguments\":{}}";
        String request = method + " /ask HTTP/1.1\r\nHost: " + host + "\r\nPatron-Token: " + token
                + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(12);
            return Integer.parseInt(new String(status, StandardCharsets.US_ASCII).substring(9));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "released");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
