package dev.patron.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.Shop;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.payment.Authorization;
import dev.patron.payment.WalletException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.Sign;

class KeyWalletTest {
    private static final String KEY = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    static Stream<JsonNode> ours() throws IOException {
        return Eip3009DigestTest.vectors()
                .filter(vector ->
                        vector.path("message").path("validAfter").asText().equals("0"))
                .filter(vector -> vector.path("message").path("validBefore").asLong() > 0);
    }

    @Test
    void threeVectorsAreAuthorizationsOfOurForm() throws IOException {
        assertEquals(3, ours().count());
    }

    @ParameterizedTest
    @MethodSource("ours")
    void aVectorsSignatureIsMade(JsonNode vector) {
        KeyWallet wallet = KeyWallet.ofHex(vector.path("privateKey").asText());
        assertEquals(
                vector.path("signer").asText().toLowerCase(Locale.ROOT),
                wallet.address().text());
        Authorization.Eip3009 authorization = Eip3009DigestTest.authorization(vector);
        assertEquals(
                vector.path("signature").asText(), wallet.sign(authorization).signature());
        assertEquals(wallet.sign(authorization), wallet.sign(authorization));
    }

    @Test
    void everySignatureHasLowSAndAnOldV() {
        BigInteger half = Sign.CURVE_PARAMS.getN().shiftRight(1);
        KeyWallet wallet = KeyWallet.ofHex(KEY);
        for (int i = 0; i < 40; i++) {
            String signature = wallet.sign(authorization(wallet, wallet.nonce("intent " + i)))
                    .signature();
            assertEquals(132, signature.length());
            assertTrue(new BigInteger(signature.substring(66, 130), 16).compareTo(half) <= 0, signature);
            assertTrue(signature.endsWith("1b") || signature.endsWith("1c"), signature);
        }
    }

    private static Authorization.Eip3009 authorization(KeyWallet wallet, String nonce) {
        return new Authorization.Eip3009(
                Shop.DOMAIN,
                wallet.address(),
                Shop.PAYEE,
                Amount.ofUnits(Shop.USDC, "50000"),
                Instant.ofEpochSecond(4102445100L),
                nonce);
    }

    /** RFC 5869 written out with HMAC alone. */
    @Test
    void aNonceIsTheHmacOfItsIntentUnderADerivedKey() throws GeneralSecurityException {
        byte[] extracted = hmac(new byte[32], HexFormat.of().parseHex(KEY));
        byte[] derived = hmac(extracted, "patron nonce v1\u0001".getBytes(StandardCharsets.US_ASCII));
        String expected = "0x" + HexFormat.of().formatHex(hmac(derived, "intent-1".getBytes(StandardCharsets.UTF_8)));
        assertEquals(expected, KeyWallet.ofHex(KEY).nonce("intent-1"));
        assertEquals(expected, KeyWallet.ofHex("0x" + KEY).nonce("intent-1"));
        assertNotEquals(expected, KeyWallet.ofHex(KEY).nonce("intent-2"));
        assertNotEquals(expected, KeyWallet.ofHex("1" + KEY.substring(1)).nonce("intent-1"));
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    @Test
    void onlyItsOwnMoneyIsSignedAway() {
        KeyWallet wallet = KeyWallet.ofHex(KEY);
        Authorization.Eip3009 own = authorization(wallet, wallet.nonce("a"));
        Authorization.Eip3009 foreign = new Authorization.Eip3009(
                own.domain(), new Address(Shop.PAYEE.text()), own.to(), own.amount(), own.validBefore(), own.nonce());
        assertThrows(WalletException.class, () -> wallet.sign(foreign));
        Authorization.Eip3009 fraction = new Authorization.Eip3009(
                own.domain(),
                own.from(),
                own.to(),
                own.amount(),
                own.validBefore().plusMillis(1),
                own.nonce());
        assertThrows(WalletException.class, () -> wallet.sign(fraction));
        Authorization.Eip3009 badNonce =
                new Authorization.Eip3009(own.domain(), own.from(), own.to(), own.amount(), own.validBefore(), "0x00");
        assertThrows(WalletException.class, () -> wallet.sign(badNonce));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "canary",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void at120ABadKeyIsRefusedWithoutBeingRepeated(String text) {
        WalletException e = assertThrows(WalletException.class, () -> KeyWallet.ofHex(text));
        assertFalse(text.length() > 2 && String.valueOf(e.getMessage()).contains(text));
    }

    @Test
    void at120NothingThatIsPrintedHoldsTheKey() {
        String printed = KeyWallet.ofHex(KEY).toString();
        assertEquals("wallet 0x70997970c51812dc3a010c7d01b50e0d17dc79c8", printed);
    }
}
