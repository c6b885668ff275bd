package dev.patron.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.payment.SettlementResponse;
import java.math.BigInteger;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptsTest {
    private static final String HASH = "0x" + "ab".repeat(32);

    private static Optional<SettlementResponse> read(String json) {
        return Receipts.read(Samples.base64(json));
    }

    @Test
    void aReceiptIsRead() {
        assertEquals(
                Optional.of(new SettlementResponse(
                        true,
                        HASH,
                        "eip155:8453",
                        Optional.of(BigInteger.ONE),
                        Optional.of("0xpayer"),
                        Optional.empty())),
                read(
                        "{\"success\":true,\"transaction\":\"" + HASH
                                + "\",\"network\":\"eip155:8453\",\"payer\":\"0xpayer\",\"requirements\":{},\"amount\":\"1\"}"));
    }

    @Test
    void whatIsMissingOrOddDoesNotLoseTheRest() {
        assertEquals(
                Optional.of(new SettlementResponse(
                        false, "", "", Optional.empty(), Optional.empty(), Optional.of("settlement_pending"))),
                read(
                        "{\"success\":false,\"transaction\":\"<script>\",\"network\":7,\"amount\":\"1.5\",\"errorReason\":\"settlement_pending\"}"));
    }

    @Test
    void aHashIsReadInSmallLetters() {
        String shouted = "{\"success\":true,\"transaction\":\"0x" + "AB".repeat(32) + "\"}";
        assertEquals(HASH, read(shouted).orElseThrow().transaction());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"success\":\"true\"}",
                "{\"success\":1}",
                "[]",
                "x",
                "{\"success\":true,\"success\":false}"
            })
    void whatSaysNothingIsNoReceipt(String json) {
        assertEquals(Optional.empty(), read(json));
    }

    @Test
    void badEncodingsAndSeveralHeadersAreNoReceipt() {
        String value = Samples.base64("{\"success\":true}");
        assertEquals(Optional.empty(), Receipts.read("***"));
        assertEquals(Optional.empty(), Receipts.read("A".repeat(70_000)));
        assertEquals(
                Optional.empty(),
                Receipts.read(HttpHeaders.of(Map.of("payment-response", List.of(value, value)), (_, _) -> true)));
        assertTrue(Receipts.read(HttpHeaders.of(Map.of("Payment-Response", List.of(value)), (_, _) -> true))
                .isPresent());
    }
}
