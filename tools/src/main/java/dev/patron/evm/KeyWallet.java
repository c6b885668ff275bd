package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.payment.Authorization;
import dev.patron.payment.Signer;
import dev.patron.payment.TokenDomain;
import dev.patron.payment.WalletException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;

/**
 * A wallet that holds its secp256k1 key in memory.
 *
 * <p>Signatures are {@code r‖s‖v} with low {@code s} and {@code v} 27 or 28, deterministic (RFC 6979). Nonces are
 * HMAC-SHA-256 of the intent under a key that HKDF (RFC 5869) derives from the private one, so they need no storage
 * and survive the loss of everything but the key. No message and no {@link #toString()} holds key material. Safe for
 * use by many threads.
 */
public final class KeyWallet implements Signer {
    private static final Pattern HEX = Pattern.compile("(0x)?[0-9a-fA-F]{64}");
    private static final byte[] NONCE_USE = "patron nonce v1".getBytes(StandardCharsets.US_ASCII);
    private static final int TOKENS_MOST = 64;

    private final ECKeyPair key;
    private final Address address;
    private final SecretKey nonceKey;
    private final Map<Token, Eip3009Digest> digests = new ConcurrentHashMap<>();

    private record Token(Asset asset, TokenDomain domain) {}

    private KeyWallet(ECKeyPair key, SecretKey nonceKey) {
        this.key = key;
        this.address = new Address("0x" + Keys.getAddress(key));
        this.nonceKey = nonceKey;
    }

    /**
     * A wallet for a 32-byte private key.
     *
     * @throws WalletException when the bytes are not one
     */
    public static KeyWallet of(byte[] privateKey) {
        BigInteger secret = new BigInteger(1, privateKey);
        if (privateKey.length != 32 || secret.signum() == 0 || secret.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
            throw new WalletException("a private key is 32 bytes and lies within the curve's order");
        }
        try {
            HKDFParameterSpec spec =
                    HKDFParameterSpec.ofExtract().addIKM(privateKey).thenExpand(NONCE_USE, 32);
            return new KeyWallet(
                    ECKeyPair.create(secret), KDF.getInstance("HKDF-SHA256").deriveKey("HmacSHA256", spec));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF-SHA256", e);
        }
    }

    /**
     * A wallet for a private key of 64 hexadecimal digits, with or without {@code 0x}.
     *
     * @throws WalletException when the text is not one
     */
    public static KeyWallet ofHex(String privateKey) {
        String text = privateKey.strip();
        if (!HEX.matcher(text).matches()) {
            throw new WalletException("a private key is 64 hexadecimal digits, with or without `0x`");
        }
        return of(HexFormat.of().parseHex(text, text.length() - 64, text.length()));
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public String nonce(String intent) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(nonceKey);
            return "0x" + HexFormat.of().formatHex(mac.doFinal(intent.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    @Override
    public Authorization.Signed sign(Authorization.Eip3009 authorization) {
        if (!authorization.from().equals(address)) {
            throw new WalletException("wallet `" + address + "` does not sign for `" + authorization.from() + "`");
        }
        if (!authorization.validBefore().equals(authorization.validBefore().truncatedTo(ChronoUnit.SECONDS))
                || !authorization.validBefore().isAfter(Instant.EPOCH)) {
            throw new WalletException("an authorization ends at a whole second after 1970");
        }
        if (!authorization.amount().asset().network().namespace().equals("eip155")) {
            throw new WalletException("`" + authorization.amount().asset() + "` is not on an EVM network");
        }
        try {
            return new Authorization.Signed(
                    authorization, signature(digest(authorization).of(authorization)));
        } catch (IllegalArgumentException e) {
            throw new WalletException("the authorization cannot be signed: " + e.getMessage());
        }
    }

    /** Signs a transaction of this account. */
    byte[] sign(RawTransaction transaction) {
        return TransactionEncoder.signMessage(transaction, Credentials.create(key));
    }

    String signature(byte[] digest) {
        Sign.SignatureData made = Sign.signMessage(digest, key, false);
        HexFormat hex = HexFormat.of();
        return "0x" + hex.formatHex(made.getR()) + hex.formatHex(made.getS()) + hex.formatHex(made.getV());
    }

    private Eip3009Digest digest(Authorization.Eip3009 authorization) {
        Token token = new Token(authorization.amount().asset(), authorization.domain());
        if (digests.size() >= TOKENS_MOST) {
            digests.clear();
        }
        return digests.computeIfAbsent(token, made -> new Eip3009Digest(made.asset(), made.domain()));
    }

    @Override
    public String toString() {
        return "wallet " + address;
    }
}
