package dev.patron.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.Shop;
import dev.patron.wire.StrictJson.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private static StrictJson read(String text) throws NotJsonException {
        return StrictJson.read(Shop.utf8(text), 1_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}{}",
                "{} x",
                "[1,]",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "NaN",
                "Infinity",
                "01",
                "+1",
                "1.",
                "1e-2147483648",
                "{\"a\":[1e99999999999]}",
                "// c\n{}",
                "\ufeff{}",
                "{\"a\":1,\"a\":2}",
                "{\"x\":{\"a\":1,\"\\u0061\":2}}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\u0000\"}"
            })
    void whatIsNotStrictJsonIsRefused(String text) {
        assertThrows(NotJsonException.class, () -> read(text));
    }

    @Test
    void otherEncodingsAreRefused() {
        assertThrows(NotJsonException.class, () -> StrictJson.read("{}".getBytes(StandardCharsets.UTF_16BE), 100));
        assertThrows(NotJsonException.class, () -> StrictJson.read("{}".getBytes(StandardCharsets.UTF_16), 100));
        assertThrows(
                NotJsonException.class, () -> StrictJson.read(new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'}, 100));
    }

    @Test
    void depthSizeAndStringsAreBounded() throws NotJsonException {
        assertTrue(read("[".repeat(32) + "]".repeat(32)).root().isArray());
        assertThrows(NotJsonException.class, () -> read("[".repeat(33) + "]".repeat(33)));
        assertThrows(NotJsonException.class, () -> StrictJson.read(Shop.utf8("[1,2]"), 4));
        assertThrows(NotJsonException.class, () -> read("\"" + "x".repeat(300_000) + "\""));
        assertThrows(NotJsonException.class, () -> read("1".repeat(1_000)));
    }

    @Test
    void partsAreKeptAsReceived() throws NotJsonException {
        StrictJson json = read(" {\"ü\" : {\"a\" :1.50,\"b\":[ 1 , {\"c\":\"}\\\"\"} ]}, \"l\":[ { \"n\":1e2 } ]} ");
        assertEquals(Optional.of("{\"a\" :1.50,\"b\":[ 1 , {\"c\":\"}\\\"\"} ]}"), json.raw("/ü"));
        assertEquals(Optional.of("[ 1 , {\"c\":\"}\\\"\"} ]"), json.raw("/ü/b"));
        assertEquals(Optional.of("{ \"n\":1e2 }"), json.raw("/l/0"));
        assertEquals(Optional.empty(), json.raw("/l/1"));
    }

    @Test
    void aMemberIsPutFirstAndTheRestIsLeftAlone() throws NotJsonException {
        assertEquals(
                Optional.of("{ \"info\": {\"id\":1, \"r\" :false} }"),
                read("{ \"info\": { \"r\" :false} }").withMember("/info", "\"id\":1"));
        assertEquals(Optional.of("{\"info\":{\"id\":1}}"), read("{\"info\":{}}").withMember("/info", "\"id\":1"));
        assertEquals(Optional.empty(), read("{\"info\":[]}").withMember("/info", "\"id\":1"));
    }

    @Test
    void errorsNeverRepeatTheDocument() {
        NotJsonException e = assertThrows(NotJsonException.class, () -> read("{\"canary\":canary}"));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("byte") && !message.contains("canary"), message);
    }
}
