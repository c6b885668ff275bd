package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox with a buyer who has ten dollars, opened and closed around each test. */
abstract class WithSandbox {
    static final long PURSE = 10_000_000;

    @TempDir
    Path directory;

    final HandClock clock = new HandClock();
    Sandbox sandbox;
    Buyer buyer;

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(SandboxSettings.defaults(directory, java.time.InstantSource.system())
                .withClock(clock));
        buyer = new Buyer(sandbox.url(), 7);
        sandbox.fund(buyer.address(), BigInteger.valueOf(PURSE));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    HttpResponse<String> ask() throws IOException {
        return buyer.post(Buyer.IMAGE, Buyer.IMAGE_BODY);
    }

    ObjectNode payload(JsonNode option, int nonce) {
        long now = sandbox.chain().time().getEpochSecond();
        return buyer.payload(option, Buyer.authorization(option, buyer.address(), now, nonce));
    }

    HttpResponse<String> pay(JsonNode option, int nonce) throws IOException {
        return buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload(option, nonce));
    }

    long moved() {
        return PURSE - sandbox.chain().balance(buyer.address()).longValueExact();
    }
}
