package dev.patron.xgen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.patron.payment.Answer;
import dev.patron.payment.Demand;
import dev.patron.payment.ForeignText;
import dev.patron.payment.SettlementResponse;
import dev.patron.wire.Reply;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import dev.patron.x402.Demands;
import dev.patron.x402.ErrorCodes;
import dev.patron.x402.Receipts;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads answers of the XGEN API into facts and bounded words. */
final class Answers {
    private static final int BODY_BYTES_MOST = 1024 * 1024;
    private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9._~:-]{1,200}");

    private Answers() {}

    static Answer.Answered answered(Reply.Received received) {
        JsonNode body = json(received);
        Optional<SettlementResponse> receipt = Receipts.read(received.headers());
        Optional<String> demanded = received.status() == 402 ? demanded(received) : Optional.empty();
        Optional<String> error = Stream.of(
                        receipt.flatMap(SettlementResponse::errorReason),
                        demanded,
                        Optional.ofNullable(body.path("error").textValue()))
                .flatMap(Optional::stream)
                .flatMap(word -> ErrorCodes.known(word).stream())
                .findFirst();
        boolean accepted = received.status() >= 200 && received.status() < 300;
        return new Answer.Answered(
                received.status(),
                accepted ? handle(body) : Optional.empty(),
                receipt,
                error,
                demanded.orElseGet(() -> words(received)));
    }

    /** The error that a fresh demand names. */
    private static Optional<String> demanded(Reply.Received received) {
        return Demands.read(received.headers(), received.body().bytes()) instanceof Demand.Demanded(var required)
                ? required.error()
                : Optional.empty();
    }

    private static Optional<String> handle(JsonNode body) {
        return Optional.ofNullable(body.path("id").textValue()).filter(Answers::isUsable);
    }

    /** Whether a generation id can be asked after without changing the address by it. */
    static boolean isUsable(String handle) {
        return HANDLE.matcher(handle).matches() && !handle.equals(".") && !handle.equals("..");
    }

    /** What the seller says, for people: its error code and message, or the status alone. */
    static String words(Reply.Received received) {
        JsonNode body = json(received);
        String said = Stream.of("error", "message")
                .map(name -> body.path(name).textValue())
                .flatMap(Stream::ofNullable)
                .reduce((code, message) -> code + ": " + message)
                .orElse("");
        return ForeignText.plain(said.isBlank() ? "status " + received.status() : said);
    }

    /** The body as a tree; missing where it is not strict JSON. */
    static JsonNode json(Reply.Received received) {
        try {
            return StrictJson.read(received.body().bytes(), BODY_BYTES_MOST).root();
        } catch (NotJsonException _) {
            return MissingNode.getInstance();
        }
    }
}
