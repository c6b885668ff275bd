package dev.patron.http;

import dev.patron.config.TlsSettings;
import dev.patron.evm.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of its own, made by the JDK's keytool, as the two files that a gateway is given. */
final class Certificates {
    static final String NAME = "gateway.example.com";
    private static final String PASSWORD = "not-a-secret";

    final Path certificates;
    final Path key;
    private final Certificate certificate;

    Certificates(Path folder, String algorithm) throws Exception {
        Path store = folder.resolve(algorithm + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + NAME,
                        "-ext",
                        "san=dns:" + NAME + ",dns:*.wide.example.com,dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
        KeyStore read = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            read.load(in, PASSWORD.toCharArray());
        }
        this.certificate = read.getCertificate("a");
        this.certificates = folder.resolve(algorithm + "-fullchain.pem");
        this.key = folder.resolve(algorithm + "-privkey.pem");
        Files.writeString(certificates, pem("CERTIFICATE", certificate.getEncoded()));
        OwnerOnly.create(
                key,
                pem("PRIVATE KEY", read.getKey("a", PASSWORD.toCharArray()).getEncoded())
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    TlsSettings settings(String... names) {
        return new TlsSettings(certificates, key, List.of(names));
    }

    /** What a client trusts that knows this certificate and no other. */
    SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("a", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
