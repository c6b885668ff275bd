package dev.patron.mainnet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import javax.imageio.ImageIO;

/**
 * A seller of pictures that sends invoices for real money and serves each once it is shown a proof. Everything that it was shown it keeps.
 */
final class Studio implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final String payTo;
    private final Map<String, String> served = new LinkedHashMap<>();
    private final List<String> shown = new ArrayList<>();
    private int issued;
    private boolean sameInvoice;
    private BiPredicate<String, String> accepts = (_, _) -> true;

    Studio(String payTo) throws IOException {
        this.payTo = payTo;
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 16);
        server.createContext("/v1/images/generate", this::generate);
        server.createContext("/v1/generations/", this::progress);
        server.createContext("/files/", this::file);
        server.start();
    }

    /** A catalogue with the seller {@code studio}, which is paid on a chain of the test's own. */
    static String catalogue(URI rpc, URI studio) {
        return """
            version: 1
            networks: {"eip155:8453": {rpc: ["%s"], finality: finalized}}
            assets:
              USDC: {network: "eip155:8453", contract: "%s", decimals: 6, eip712: {name: USD Coin, version: "2"}}
              MNEE: {network: "eip155:8453", contract: "0x8ccedbae4916b79da7f3f612efb2eb93a2bfd6cf", decimals: 18}
            providers:
              studio:
                protocol: xfour
                network: mainnet
                asset: USDC
                base_url: "%s"
                pay_to: ["%s"]
                prices: {image: "0.05"}
                recovery: replay
            """.formatted(rpc, MainnetBench.USDC.contract().text(), studio, MainnetBench.PAYEE);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on a proof and its invoice are asked about before anything is served. */
    synchronized void accepts(BiPredicate<String, String> check) {
        accepts = check;
    }

    /** From now on every demand names the same invoice. */
    synchronized void sameInvoice() {
        sameInvoice = true;
    }

    /** Invoices that were issued. */
    synchronized int issued() {
        return issued;
    }

    /** Invoices that were served, in order. */
    synchronized List<String> served() {
        return List.copyOf(served.keySet());
    }

    /** Proofs that were shown, in order. */
    synchronized List<String> shown() {
        return List.copyOf(shown);
    }

    private synchronized void generate(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String proof = exchange.getRequestHeaders().getFirst("X-402-Proof");
        if (proof == null) {
            issued += sameInvoice && issued > 0 ? 0 : 1;
            Map.of(
                            "X-402-Invoice-Id",
                            "inv_" + issued,
                            "X-402-Amount",
                            "0.05",
                            "X-402-Currency",
                            "USDC",
                            "X-402-Pay-To",
                            payTo,
                            "X-402-Network",
                            "mainnet")
                    .forEach(exchange.getResponseHeaders()::add);
            answer(exchange, 402, "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        shown.add(proof);
        String invoice = JSON.readTree(Base64.getUrlDecoder().decode(proof.split("\\.", -1)[1]))
                .path("invoiceId")
                .asText();
        if (!accepts.test(proof, invoice)) {
            answer(exchange, 403, "{\"error\":\"INVALID_PROOF\"}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        String id = served.computeIfAbsent(invoice, _ -> "gen_" + served.size());
        answer(exchange, 202, ("{\"id\":\"" + id + "\",\"status\":\"pending\"}").getBytes(StandardCharsets.UTF_8));
    }

    private void progress(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String id = path.substring(path.lastIndexOf('/') + 1);
        String body =
                "{\"id\":\"%s\",\"status\":\"completed\",\"output\":{\"url\":\"%s/files/%s.png\",\"type\":\"image/png\"}}"
                        .formatted(id, url(), id);
        answer(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
    }

    private void file(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        BufferedImage picture = new BufferedImage(64, 16, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, exchange.getRequestURI().getPath().hashCode() & 0xffffff);
        ImageIO.write(picture, "png", png);
        exchange.getResponseHeaders().set("Content-Type", "image/png");
        answer(exchange, 200, png.toByteArray());
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
