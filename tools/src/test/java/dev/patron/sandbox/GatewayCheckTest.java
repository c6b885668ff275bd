package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gateway says of the seller's own key or pace is no word about a buyer's proof. */
class GatewayCheckTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "401, INVALID_API_KEY, GATEWAY_UNREACHABLE",
        "403, WRONG_KEY_TYPE, GATEWAY_UNREACHABLE",
        "429, RATE_LIMITED, GATEWAY_UNREACHABLE",
        "500, FAULT, GATEWAY_UNREACHABLE",
        "400, INVALID_PROOF, INVALID_PROOF",
        "404, PAYMENT_NOT_FOUND, PAYMENT_NOT_FOUND"
    })
    void onlyAWordAboutTheProofRefusesIt(int status, String code, String expected) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/g/verify", exchange -> {
            byte[] bytes = ("{\"verified\":false,\"errorCode\":\"" + code + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            Path key = Files.writeString(folder.resolve("seller.key"), "x402_provider_key");
            URI gateway = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/g");
            GatewayCheck check = new GatewayCheck(new GatewayPlace(gateway, Optional.of(key)), InstantSource.system());
            assertEquals(
                    Optional.of(expected), check.wrong("e30.e30.AAAA", new GatewayCheck.Bill("inv_1", "0.05", "0xaa")));
        } finally {
            server.stop(0);
        }
    }
}
