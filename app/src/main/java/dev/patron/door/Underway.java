package dev.patron.door;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.LedgerException;
import dev.patron.ledger.StepWatcher;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A question that is being answered on one thread while another waits, and passes on how far it is. When the asker is gone
 * the work is given up: it ends at the next point at which it says how far it is. It is never interrupted, since an
 * interrupted thread closes the database's file.
 */
final class Underway implements StepWatcher {
    /** The end of a question. */
    record Reply(int status, ObjectNode document) {}

    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private volatile Said said = new Said("", 0, 0);
    private volatile boolean givenUp;

    private record Said(String step, long done, long events) {}

    /** Ends work whose asker is gone. */
    static final class GivenUpException extends RuntimeException {
        GivenUpException() {
            super("nobody waits for the answer any more");
        }
    }

    @Override
    public void told(String step, long done, long events) {
        if (givenUp) {
            throw new GivenUpException();
        }
        said = new Said(step, done, events);
    }

    void giveUp() {
        givenUp = true;
    }

    /** Answers, on the thread that calls it. */
    void answer(Answers answers, Question question) {
        try {
            reply.complete(reply(answers, question));
        } finally {
            reply.completeExceptionally(new IllegalStateException("the answer broke off"));
        }
    }

    private Reply reply(Answers answers, Question question) {
        try {
            return new Reply(200, answers.ask(question, this));
        } catch (QuestionException e) {
            return new Reply(400, Documents.error("QUESTION", String.valueOf(e.getMessage())));
        } catch (LedgerException e) {
            return new Reply(500, Documents.error(e.fault().name(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            return new Reply(500, Documents.error("FAULT", String.valueOf(e.getMessage())));
        }
    }

    /** The reply, if it comes within a time. */
    Optional<Reply> within(Duration time) {
        try {
            return Optional.of(reply.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GivenUpException();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** A line that says how far it is: {@code {"step":S,"done":N,"events":M}}. */
    ObjectNode progress() {
        Said now = said;
        return JsonNodeFactory.instance
                .objectNode()
                .put("step", now.step())
                .put("done", now.done())
                .put("events", now.events());
    }

    /** The last line: {@code {"status":200,"answer":{…}}}. */
    static ObjectNode last(Reply reply) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("status", reply.status());
        line.set("answer", reply.document());
        return line;
    }
}
