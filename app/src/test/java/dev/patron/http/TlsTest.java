package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.config.ConfigException;
import dev.patron.config.Settings;
import dev.patron.config.SettingsFile;
import dev.patron.config.Shapes;
import dev.patron.config.TlsSettings;
import dev.patron.proof.ProofAlgorithm;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway on every address of the machine, over TLS; and what is refused without it. */
class TlsTest {
    private static final int PATIENCE_MILLIS = 60_000;

    @TempDir
    static Path folder;

    private static Certificates own;
    private static GatewayBench bench;

    @BeforeAll
    static void open() throws Exception {
        own = new Certificates(folder, "EC");
        Tls tls = Tls.read(own.settings(Certificates.NAME), warning -> {
            throw new IllegalStateException(warning);
        });
        Door door = new Door(Optional.of(InetAddress.ofLiteral("0.0.0.0")), 0, Optional.of(tls));
        bench = new GatewayBench(folder, ProofAlgorithm.HS256, Shapes.PUBLISHED, door);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static SSLSocket connect(String... versions) throws Exception {
        SSLSocket socket = (SSLSocket)
                own.trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), bench.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        return socket;
    }

    private static String said(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String quoting(String host, String more, String body) {
        return "POST /api/gateway/quote HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void itIsServedUnderItsNameByBothVersions() throws Exception {
        String key = "Authorization: Bearer " + bench.agentKey("default") + "\r\n";
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            try (SSLSocket socket = connect(version)) {
                String answer = said(
                        socket, quoting(Certificates.NAME + ":" + bench.port(), key, bench.invoice(version, "0.05")));
                assertTrue(answer.contains("\"allowed\":true"), answer);
                assertEquals(version, socket.getSession().getProtocol());
            }
        }
    }

    @Test
    void anotherNameIsRefused() throws Exception {
        record Row(String host, String more, String status) {}
        for (Row row : List.of(
                new Row("evil.example", "", "403"),
                new Row("sub." + Certificates.NAME, "", "403"),
                new Row(Certificates.NAME, "Origin: https://evil.example\r\n", "403"),
                new Row(Certificates.NAME, "Origin: null\r\n", "403"),
                new Row("GATEWAY.example.com", "Origin: https://" + Certificates.NAME + "\r\n", "401"),
                new Row("127.0.0.1", "", "401"))) {
            try (SSLSocket socket = connect()) {
                String answer = said(socket, quoting(row.host(), row.more(), "{}"));
                assertTrue(answer.startsWith("HTTP/1.1 " + row.status()), row + ": " + answer);
            }
        }
    }

    @Test
    void plainHttpIsNotAnswered() throws IOException {
        assertFalse(firstBytes(quoting("localhost", "", "{}").getBytes(StandardCharsets.US_ASCII))
                .startsWith("HTTP"));
    }

    /** A greeting that offers TLS 1.1 and nothing newer, which the JDK's own client would no longer send. */
    @Test
    void anOlderVersionIsRefused() throws IOException {
        String hello = "0302" + "11".repeat(32) + "00" + "0004c013002f" + "0100";
        String message = "01" + "0000" + HexFormat.of().toHexDigits((byte) (hello.length() / 2)) + hello;
        String record = "160301" + "00" + HexFormat.of().toHexDigits((byte) (message.length() / 2)) + message;
        String answer = firstBytes(HexFormat.of().parseHex(record));
        assertTrue(answer.isEmpty() || answer.charAt(0) == 0x15, "an alert or nothing, and no greeting in return");
    }

    /** What comes back before the server closes; nothing where it resets. */
    private static String firstBytes(byte[] sent) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(sent);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException reset) {
            return "";
        }
    }

    /** A buyer's client trusts what the JVM trusts, and there is no way to have it trust more. */
    @Test
    void aCertificateThatNobodyVouchesForIsNotTrusted() {
        try (Wire wire = new Wire()) {
            Reply reply = wire.exchange(
                    WireRequest.get(URI.create("https://localhost:" + bench.port() + "/api/gateway/quote")),
                    new Bounds(Duration.ofSeconds(60), 1_000, 10_000));
            assertInstanceOf(Reply.Lost.class, reply);
        }
    }

    @Test
    void filesThatDoNotFitAreNamedAndTheKeyIsNotSaid() throws Exception {
        Certificates other = new Certificates(folder, "RSA");
        Path old = Files.writeString(
                folder.resolve("old.pem"), Files.readString(own.key).replace(" PRIVATE", " EC PRIVATE"));
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Path absent = folder.resolve("absent.pem");
        List<String> name = List.of(Certificates.NAME);
        record Row(TlsSettings settings, String words) {}
        for (Row row : List.of(
                new Row(own.settings(Certificates.NAME, "other.example.com"), "is not for `other.example.com`"),
                new Row(own.settings("a.b.wide.example.com"), "is not for"),
                new Row(own.settings("wide.example.com"), "is not for"),
                new Row(new TlsSettings(own.certificates, other.key, name), "no key of the certificate"),
                new Row(new TlsSettings(own.certificates, old, name), "openssl pkcs8"),
                new Row(new TlsSettings(own.certificates, broken, name), "no key of the certificate"),
                new Row(new TlsSettings(own.key, own.key, name), "holds no PEM certificates"),
                new Row(new TlsSettings(absent, own.key, name), "cannot be read"))) {
            String message = String.valueOf(
                    assertThrows(Tls.UnusableException.class, () -> Tls.read(row.settings(), _ -> {}), row.words())
                            .getMessage());
            assertTrue(message.contains(row.words()), message);
            assertFalse(message.contains(Files.readString(own.key).substring(30, 60)), message);
        }
        Tls rsa = Tls.read(other.settings("a.wide.example.com", "localhost", "127.0.0.1"), _ -> {});
        assertTrue(rsa.ends().isAfter(Instant.EPOCH));
    }

    @Test
    void aKeyThatOthersCanReadIsWarnedOf() throws Exception {
        Path copy = folder.resolve("open.pem");
        Files.copy(own.key, copy);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r-----"));
        List<String> warnings = new ArrayList<>();
        Tls.read(new TlsSettings(own.certificates, copy, List.of(Certificates.NAME)), warnings::add);
        assertEquals(1, warnings.size());
        assertTrue(warnings.getFirst().contains("chmod 600"), warnings::toString);
    }

    private static Settings settings(String gateway) throws IOException {
        String text = "version: 1\npolicy: policy.yaml\ncatalog: catalog.yaml\ngateway: {" + gateway + "}\n";
        return SettingsFile.read(Files.writeString(folder.resolve("patron.yaml"), text));
    }

    @Test
    void withoutTlsOnlyLoopbackIsServed() throws IOException {
        for (String address : List.of("0.0.0.0", "\"::\"", "192.0.2.1", "\"2001:db8::1\"")) {
            String message = String.valueOf(assertThrows(ConfigException.class, () -> settings("listen: " + address))
                    .getMessage());
            assertTrue(message.contains("`gateway.tls`"), message);
        }
        assertThrows(ConfigException.class, () -> settings("listen: localhost"), "no name is looked up");
        assertEquals(
                Optional.of(InetAddress.ofLiteral("127.0.0.2")),
                settings("listen: 127.0.0.2").gateway().listen());
        assertThrows(
                IllegalArgumentException.class,
                () -> new Door(Optional.of(InetAddress.ofLiteral("0.0.0.0")), 0, Optional.empty()));
        assertEquals(
                List.of(Certificates.NAME),
                settings("listen: 0.0.0.0, tls: {certificates: a.pem, key: b.pem, names: [" + Certificates.NAME + "]}")
                        .gateway()
                        .tls()
                        .orElseThrow()
                        .names());
        assertThrows(ConfigException.class, () -> settings("tls: {certificates: a.pem, key: b.pem, names: []}"));
    }

    @Test
    void aClientThatDoesNotTrustItIsNotServed() throws Exception {
        try (Socket socket = javax.net.ssl.SSLContext.getDefault()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), bench.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            assertThrows(SSLException.class, () -> said(socket, quoting("localhost", "", "{}")));
        }
    }
}
