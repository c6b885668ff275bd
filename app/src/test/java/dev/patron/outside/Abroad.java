package dev.patron.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.patron.evm.KeyWallet;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Authorization;
import dev.patron.payment.TokenDomain;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A seller and a chain that are not on this machine, as far as a process can tell that is started with {@link #flags}:
 * their hosts have names and certificates of a public place, and the chain is Base by its id and token.
 *
 * <p>Behind the door is a sandbox. What passes is put into the other world's words: chain, token, payee, addresses; and a
 * payment is signed anew for the sandbox's chain with the buyer's throw-away key, since no signature is good on two.
 */
final class Abroad implements AutoCloseable {
    static final String SELLER = "api.seller.example";
    static final String CHAIN = "chain.seller.example";
    static final String USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
    static final String PAYEE = "0x52908400098527886E0F7030069857D2E4169EE7";

    private static final String PASSWORD = "changeit";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PACKED = List.of("Payment-required", "Payment-response", "Payment-signature");
    private static final Asset TOKEN = new Asset(
            Sandbox.TOKEN_SYMBOL,
            new Network("eip155", Long.toString(Sandbox.CHAIN_ID)),
            new Address(Sandbox.TOKEN),
            Sandbox.TOKEN_DECIMALS,
            Usd.parse("1"));

    private final Path folder;
    private final Sandbox sandbox;
    private final KeyWallet buyer;
    private final HttpsServer door;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> paid = new CopyOnWriteArrayList<>();

    Abroad(Path folder, Sandbox sandbox, KeyWallet buyer) throws Exception {
        this.folder = folder;
        this.sandbox = sandbox;
        this.buyer = buyer;
        Files.writeString(
                folder.resolve("hosts"), "127.0.0.1 localhost\n127.0.0.1 " + SELLER + "\n127.0.0.1 " + CHAIN + "\n");
        certify();
        door = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.setHttpsConfigurator(new HttpsConfigurator(context()));
        ThreadFactory threads = Thread.ofVirtual().factory();
        door.setExecutor(Executors.newThreadPerTaskExecutor(threads));
        door.createContext("/", this::handle);
        door.start();
    }

    /** A certificate for both hosts by nobody whom Java trusts unless it is told to. */
    private void certify() throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "seller",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + SELLER,
                        "-ext",
                        "san=dns:" + SELLER + ",dns:" + CHAIN,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (made.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    private Path store() {
        return folder.resolve("seller.p12");
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store())) {
            keys.load(file, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** What a process needs to find the hosts. */
    List<String> hostsFlag() {
        return List.of("-Djdk.net.hosts.file=" + folder.resolve("hosts"));
    }

    /** What a process needs to find the hosts and to trust their certificate. */
    List<String> flags() {
        return List.of(
                hostsFlag().getFirst(),
                "-Djavax.net.ssl.trustStore=" + store(),
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }

    /** The address of a host here. */
    String at(String host) {
        return "https://" + host + ":" + door.getAddress().getPort();
    }

    /** Payments that arrived, as they were sent: the JSON in the header. */
    List<String> paid() {
        return List.copyOf(paid);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(sandbox.url().toString() + exchange.getRequestURI()));
            request.method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofString(inward(body)));
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (type != null) {
                request.header("Content-Type", type);
            }
            String payment = exchange.getRequestHeaders().getFirst("Payment-signature");
            if (payment != null) {
                paid.add(unpacked(payment));
                request.header("PAYMENT-SIGNATURE", packed(signedAnew(inward(unpacked(payment)))));
            }
            answer(exchange, client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            boolean isPacked = PACKED.stream().anyMatch(header.getKey()::equalsIgnoreCase);
            String value = header.getValue().getFirst();
            if (isPacked) {
                headers.set(header.getKey(), packed(outward(unpacked(value))));
            } else if (header.getKey().equalsIgnoreCase("Content-Type")) {
                headers.set(header.getKey(), value);
            }
        }
        byte[] body = outward(new String(answer.body(), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private String outward(String text) {
        return swapped(text, Sandbox.TOKEN, USDC.toLowerCase(Locale.ROOT))
                .transform(some -> swapped(some, Sandbox.PAY_TO, PAYEE.toLowerCase(Locale.ROOT)))
                .replace("eip155:" + Sandbox.CHAIN_ID, "eip155:8453")
                .replace("\"0x" + Long.toHexString(Sandbox.CHAIN_ID) + "\"", "\"0x2105\"")
                .replace(sandbox.url().toString(), at(SELLER));
    }

    private String inward(String text) {
        return swapped(text, USDC, Sandbox.TOKEN)
                .transform(some -> swapped(some, PAYEE, Sandbox.PAY_TO))
                .replace("eip155:8453", "eip155:" + Sandbox.CHAIN_ID)
                .replace(at(SELLER), sandbox.url().toString());
    }

    /** The digits of an address for those of another, in topics as well as in addresses. */
    private static String swapped(String text, String from, String to) {
        return text.replaceAll("(?i)" + from.substring(2), to.substring(2));
    }

    private String signedAnew(String payment) throws IOException {
        JsonNode payload = JSON.readTree(payment).path("payload");
        JsonNode terms = payload.path("authorization");
        Authorization.Signed signed = buyer.sign(new Authorization.Eip3009(
                new TokenDomain(Sandbox.TOKEN_NAME, Sandbox.TOKEN_VERSION),
                new Address(terms.path("from").asText()),
                new Address(terms.path("to").asText()),
                Amount.ofUnits(TOKEN, terms.path("value").asText()),
                Instant.ofEpochSecond(terms.path("validBefore").asLong()),
                terms.path("nonce").asText()));
        return payment.replace(payload.path("signature").asText(), signed.signature());
    }

    private static String unpacked(String value) {
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    private static String packed(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        door.stop(0);
        client.close();
    }
}
