package dev.patron.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.Fault;
import dev.patron.ledger.LedgerException;
import dev.patron.ledger.StepWatcher;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer that takes long says how far it is, comes in the end, and is given up when nobody waits for it. */
@Timeout(60)
class LongAnswerTest {
    private static final Duration BEAT = Duration.ofMillis(20);
    private static final String TOKEN = "token";

    private record Answering(BiFunction<Question, StepWatcher, ObjectNode> how) implements Answers {
        @Override
        public ObjectNode ask(Question question, StepWatcher watcher) {
            return how.apply(question, watcher);
        }

        @Override
        public void close() {}
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "it came");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void progressComesBeforeTheAnswer() throws Exception {
        CountDownLatch seen = new CountDownLatch(3);
        List<String> told = new ArrayList<>();
        Answering slow = new Answering((_, watcher) -> {
            watcher.told("events checked", 1000, 3000);
            await(seen);
            return JsonNodeFactory.instance.objectNode().put("status", "sound");
        });
        try (ControlDoor door = ControlDoor.open(slow, TOKEN, BEAT);
                RemoteAnswers asker = new RemoteAnswers(door.port(), TOKEN)) {
            ObjectNode answer = asker.ask(Question.of("verify"), (step, done, events) -> {
                told.add(step + " " + done + " of " + events);
                seen.countDown();
            });
            assertEquals("{\"status\":\"sound\"}", answer.toString());
            assertTrue(told.size() >= 3 && told.contains("events checked 1000 of 3000"), told.toString());
        }
    }

    @Test
    void aLongQuestionFailsAsAShortOneDoes() throws Exception {
        for (boolean late : new boolean[] {false, true}) {
            CountDownLatch beats = new CountDownLatch(late ? 1 : 0);
            Answering failing = new Answering((question, _) -> {
                await(beats);
                throw question.name().equals("nonsense")
                        ? new QuestionException("it makes no sense")
                        : new LedgerException(Fault.INTEGRITY, "the log is damaged");
            });
            try (ControlDoor door = ControlDoor.open(failing, TOKEN, late ? BEAT : Duration.ofSeconds(30));
                    RemoteAnswers asker = new RemoteAnswers(door.port(), TOKEN)) {
                StepWatcher beat = (_, _, _) -> beats.countDown();
                QuestionException nonsense =
                        assertThrows(QuestionException.class, () -> asker.ask(Question.of("nonsense"), beat));
                assertEquals("it makes no sense", nonsense.getMessage());
                LedgerException damaged =
                        assertThrows(LedgerException.class, () -> asker.ask(Question.of("verify"), beat));
                assertEquals(Fault.INTEGRITY, damaged.fault());
                assertEquals("the log is damaged", damaged.getMessage());
            }
        }
    }

    @Test
    void workEndsWhenItsAskerIsGone() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (ControlDoor door = ControlDoor.open(endless(begun, ended), TOKEN, BEAT)) {
            String body = "{\"name\":\"verify\",\"arguments\":{}}";
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
                socket.getOutputStream()
                        .write(("POST /ask HTTP/1.1\r\nHost: 127.0.0.1:" + door.port() + "\r\nPatron-Token: " + TOKEN
                                        + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                await(begun);
                assertTrue(socket.getInputStream().read() >= 0, "it answers in lines");
            }
            await(ended);
        }
    }

    @Test
    void workEndsWhenTheDoorCloses() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        ControlDoor door = ControlDoor.open(endless(begun, ended), TOKEN, BEAT);
        try (RemoteAnswers asker = new RemoteAnswers(door.port(), TOKEN)) {
            Thread closing = Thread.startVirtualThread(() -> {
                await(begun);
                door.close();
            });
            assertThrows(RuntimeException.class, () -> asker.ask(Question.of("verify")));
            await(ended);
            closing.join();
        }
    }

    @Test
    void noMoreThanSixteenAreAnsweredAtATime() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(16);
        Answering held = new Answering((_, _) -> {
            begun.countDown();
            await(release);
            return JsonNodeFactory.instance.objectNode();
        });
        try (ControlDoor door = ControlDoor.open(held, TOKEN, BEAT);
                RemoteAnswers asker = new RemoteAnswers(door.port(), TOKEN)) {
            List<Thread> askers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                askers.add(Thread.startVirtualThread(() -> asker.ask(Question.of("verify"))));
            }
            await(begun);
            Exception refused =
                    assertThrows(RemoteAnswers.UnreachableException.class, () -> asker.ask(Question.of("verify")));
            assertTrue(String.valueOf(refused.getMessage()).contains("too many questions"), refused::toString);
            release.countDown();
            for (Thread thread : askers) {
                thread.join();
            }
            assertEquals("{}", asker.ask(Question.of("verify")).toString());
        }
    }

    /** Work that goes on until somebody ends it. */
    private static Answering endless(CountDownLatch begun, CountDownLatch ended) {
        return new Answering((_, watcher) -> {
            try {
                while (true) {
                    watcher.told("events checked", 1, 2);
                    begun.countDown();
                    Thread.onSpinWait();
                }
            } finally {
                ended.countDown();
            }
        });
    }
}
