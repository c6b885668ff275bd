package dev.patron.http;

import dev.patron.config.TlsSettings;
import dev.patron.evm.OwnerOnly;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The gateway's certificate with its key, read once: a renewed one is taken up at the next start.
 *
 * @param context what connections are made with
 * @param names   the hosts by which the gateway is called, each of which the certificate names
 * @param ends    when the first certificate of the chain is no longer good
 */
public record Tls(SSLContext context, List<String> names, Instant ends) {
    private static final int BYTES_MOST = 256 * 1024;
    private static final Pattern PKCS8 = Pattern.compile(
            "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----", Pattern.MULTILINE);
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    public Tls {
        names = List.copyOf(names);
    }

    /** Says what is wrong with the files; never what is in the key's. */
    public static final class UnusableException extends Exception {
        UnusableException(String message) {
            super(message);
        }
    }

    /** @param warn told of a key that others can read */
    public static Tls read(TlsSettings settings, Consumer<String> warn) throws UnusableException {
        List<X509Certificate> chain = chain(settings.certificates());
        X509Certificate own = chain.getFirst();
        PrivateKey key = key(settings.key(), own.getPublicKey(), warn);
        for (String name : settings.names()) {
            if (!isFor(own, name)) {
                throw new UnusableException("the certificate in `" + settings.certificates() + "` is not for `" + name
                        + "`, which `gateway.tls.names` lists");
            }
        }
        return new Tls(
                context(chain, key),
                settings.names(),
                chain.stream()
                        .map(certificate -> certificate.getNotAfter().toInstant())
                        .min(Instant::compareTo)
                        .orElseThrow());
    }

    private static byte[] bytes(Path file) throws UnusableException {
        try {
            if (Files.size(file) > BYTES_MOST) {
                throw new UnusableException("`" + file + "` is too large to be a certificate or a key");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableException(
                    "`" + file + "` cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static List<X509Certificate> chain(Path file) throws UnusableException {
        try {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes(file)));
            List<X509Certificate> chain =
                    read.stream().map(X509Certificate.class::cast).toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            throw new UnusableException("`" + file + "` holds no PEM certificates");
        }
        throw new UnusableException("`" + file + "` holds no PEM certificates");
    }

    private static PrivateKey key(Path file, PublicKey other, Consumer<String> warn) throws UnusableException {
        Matcher pem = PKCS8.matcher(new String(bytes(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new UnusableException("`" + file
                    + "` holds no unencrypted PKCS #8 key (`BEGIN PRIVATE KEY`); `openssl pkcs8 -topk8 -nocrypt` makes"
                    + " one of other forms");
        }
        try {
            if (!OwnerOnly.holds(file)) {
                warn.accept(
                        "others than its owner can use `" + file + "`; take their permissions away with `chmod 600`");
            }
            PrivateKey key = KeyFactory.getInstance(other.getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            Optional<String> signing = Optional.ofNullable(SIGNATURES.get(other.getAlgorithm()));
            if (signing.isPresent() && isPair(signing.get(), key, other)) {
                return key;
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new UnusableException("`" + file + "` holds no key of the certificate");
        }
        throw new UnusableException("`" + file + "` holds no key of the certificate");
    }

    private static boolean isPair(String algorithm, PrivateKey key, PublicKey other) throws GeneralSecurityException {
        byte[] words = "one pair".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(words);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(words);
        return signature.verify(signed);
    }

    private static boolean isFor(X509Certificate certificate, String name) throws UnusableException {
        try {
            Collection<List<?>> named = certificate.getSubjectAlternativeNames();
            return named != null
                    && named.stream()
                            .filter(entry -> entry.getFirst().equals(DNS)
                                    || entry.getFirst().equals(ADDRESS))
                            .anyMatch(entry -> covers(String.valueOf(entry.get(1)), name));
        } catch (CertificateException e) {
            throw new UnusableException("the certificate's names cannot be read");
        }
    }

    private static boolean covers(String named, String name) {
        String lower = named.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return lower.equals(name)
                || (lower.startsWith("*.") && dot > 0 && lower.substring(1).equals(name.substring(dot)));
    }

    private static SSLContext context(List<X509Certificate> chain, PrivateKey key) {
        try {
            char[] unused = {};
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, unused);
            store.setKeyEntry("gateway", key, unused, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, unused);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key that signs could not be used", e);
        }
    }
}
