package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Answer.Manner;
import dev.patron.sandbox.Fault.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The seller's generations: pending for the first fifth of their time, then processing, then completed or failed.
 *
 * <p>They run by the chain's time. A picture is painted once somebody asks for it, and its file is durable before a
 * job is called completed. Safe for use by many threads.
 */
final class Jobs {
    private static final Pattern FILE = Pattern.compile("(gen_[0-9a-f]{16})\\.(?:png|mp4|svg)");
    private static final Duration POLL_PATIENCE = Duration.ofSeconds(5);
    private static final Duration FILE_PATIENCE = Duration.ofSeconds(20);
    private static final int BACKWARDS_FROM = 60;
    private static final int BACKWARDS_TO = 80;

    private final SandboxLog log;
    private final SandboxSettings settings;
    private final SandboxChain chain;
    private final Faults faults;
    private final Atelier atelier;
    private final Map<String, Job> jobs = new LinkedHashMap<>();

    Jobs(SandboxLog log, SandboxSettings settings, SandboxChain chain, Faults faults) {
        this.log = log;
        this.settings = settings;
        this.chain = chain;
        this.faults = faults;
        this.atelier = new Atelier(settings.directory().resolve("files"), settings.clipFrames());
        for (JsonNode record : log.found()) {
            if (record.path("t").asText().equals("job")) {
                Job job = Job.fromJson(record);
                jobs.put(job.id(), job);
            }
        }
    }

    synchronized Job create(Order order, Job.Claim claim) {
        String id = "gen_" + Words.keccak("job " + jobs.size() + " " + order).substring(2, 18);
        Job job = new Job(id, order, nowMillis(), claim, faults.strike(Stage.JOB, order.kind()));
        log.append(job.toJson());
        jobs.put(id, job);
        return job;
    }

    /** The job made under a payment id, the newest if the id was used again before anything was paid. */
    synchronized Optional<Job> claimed(String paymentId) {
        return jobs.values().stream()
                .filter(job -> job.claim().paymentId().equals(paymentId))
                .reduce((_, later) -> later);
    }

    /** Somebody else's job; ordered now if nobody else has ordered anything. */
    synchronized Job foreignTo(Job mine) {
        return jobs.values().stream()
                .filter(job -> !job.id().equals(mine.id()))
                .findFirst()
                .orElseGet(() -> create(mine.order(), Job.Claim.none()));
    }

    private synchronized Optional<Job> named(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    synchronized int count() {
        return jobs.size();
    }

    private long nowMillis() {
        return settings.clock().instant().plus(chain.offset()).toEpochMilli();
    }

    /** How much of the job's time is over, in percent; 100 and more once it is due. */
    private long percent(Job job) {
        Duration time = job.order().kind() == Kind.IMAGE ? settings.imageTime() : settings.videoTime();
        long elapsed = Math.max(0, nowMillis() - job.createdMillis());
        return time.toMillis() == 0 ? 100 : elapsed * 100 / time.toMillis();
    }

    /** Answers a question about a generation. */
    Answer poll(String id, String origin) {
        Optional<Job> named = named(id);
        if (named.isEmpty()) {
            return notFound();
        }
        Job job = named.get();
        Set<Fault> struck = faults.strike(Stage.POLL, job.order().kind());
        if (struck.contains(Fault.POLL_404)) {
            return notFound();
        }
        if (struck.contains(Fault.POLL_500)) {
            return Answer.error(500, "internal_error", "something went wrong");
        }
        if (struck.contains(Fault.POLL_429)) {
            return Answer.error(429, "too_many_requests", "ask again later").with("Retry-After", "1");
        }
        if (struck.contains(Fault.POLL_FAILED)) {
            return Answer.json(200, failed(Json.object().put("id", job.id())));
        }
        if (struck.contains(Fault.POLL_402)) {
            return Answer.json(402, Json.object());
        }
        if (struck.contains(Fault.POLL_GARBAGE)) {
            return Answer.bytes("application/json; charset=utf-8", "<{[garbage".getBytes(StandardCharsets.UTF_8));
        }
        Answer answer = Answer.json(200, status(job, origin));
        return struck.contains(Fault.SLOW_POLL) ? answer.sent(Manner.DRIP) : answer;
    }

    private static Answer notFound() {
        return Answer.error(404, "not_found", "Generation not found");
    }

    private ObjectNode status(Job job, String origin) {
        long percent = percent(job);
        ObjectNode status = Json.object().put("id", job.id());
        boolean back = job.has(Fault.STATUS_BACKWARDS) && percent >= BACKWARDS_FROM && percent < BACKWARDS_TO;
        if (percent < 20 || back) {
            atelier.begin(job);
            return status.put("status", "pending").put("progress", 0);
        }
        if (percent < 100 || job.has(Fault.NEVER_ENDS)) {
            atelier.begin(job);
            return status.put("status", "processing").put("progress", Math.min(99, percent));
        }
        if (job.has(Fault.FAILED)) {
            return failed(status);
        }
        if (job.has(Fault.UNKNOWN_STATUS)) {
            return status.put("status", "archived").put("progress", 100);
        }
        if (atelier.bytes(job, POLL_PATIENCE).isEmpty()) {
            return status.put("status", "processing").put("progress", 99);
        }
        status.put("status", "completed").put("progress", 100);
        if (job.has(Fault.NO_OUTPUT)) {
            return status;
        }
        var output = status.putArray("output");
        if (!job.has(Fault.EMPTY_OUTPUT)) {
            String host = job.has(Fault.ASSET_HOST) ? "http://files.patron-sandbox.invalid" : origin;
            output.addObject().put("url", host + "/files/" + job.file()).put("type", job.type());
        }
        return status;
    }

    private static ObjectNode failed(ObjectNode status) {
        return status.put("status", "failed")
                .put("progress", 100)
                .put("error", "generation_failed")
                .put("message", "the model could not make this");
    }

    /** Answers a request for a file. */
    Answer file(String name) {
        var match = FILE.matcher(name);
        Optional<Job> named = match.matches() ? named(match.group(1)) : Optional.empty();
        if (named.isEmpty() || !named.get().file().equals(name) || !isDone(named.get())) {
            return Answer.error(404, "not_found", "File not found");
        }
        Job job = named.get();
        Set<Fault> struck = faults.strike(Stage.ASSET, job.order().kind());
        if (struck.contains(Fault.ASSET_404)) {
            return Answer.error(404, "not_found", "File not found");
        }
        if (struck.contains(Fault.ASSET_402)) {
            return Answer.json(402, Json.object());
        }
        if (struck.contains(Fault.ASSET_REDIRECT)) {
            return Answer.redirect("http://169.254.169.254/latest/meta-data/");
        }
        if (struck.contains(Fault.WRONG_TYPE)) {
            byte[] page = "<!doctype html><title>simulated</title><script>0</script>".getBytes(StandardCharsets.UTF_8);
            return Answer.bytes(job.type(), page);
        }
        Optional<byte[]> bytes = atelier.bytes(job, FILE_PATIENCE);
        if (bytes.isEmpty()) {
            return Answer.error(500, "internal_error", "the file is being painted again");
        }
        Answer whole = Answer.bytes(job.type(), bytes.get());
        return struck.contains(Fault.OVERSIZE) ? whole.sent(Manner.ENDLESS) : whole;
    }

    private boolean isDone(Job job) {
        return percent(job) >= 100 && !job.has(Fault.NEVER_ENDS) && !job.has(Fault.FAILED);
    }

    void close() {
        atelier.close();
    }
}
