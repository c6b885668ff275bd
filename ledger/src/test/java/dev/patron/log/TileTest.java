package dev.patron.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names and bytes of tiles are those of C2SP tlog-tiles. */
class TileTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, tile/0/000",
        "0, 999, 256, tile/0/999",
        "0, 1000, 256, tile/0/x001/000",
        "0, 1234067, 256, tile/0/x001/x234/067",
        "63, 5, 1, tile/63/005.p/1",
        "1, 1234067, 255, tile/1/x001/x234/067.p/255",
        "-1, 273, 112, tile/entries/273.p/112"
    })
    void pathsAreThoseOfTheSpecification(int level, long index, int width, String path) {
        assertEquals(path, new Tile(level, index, width).path());
    }

    /** The specification's own example: a tree of 70,000. */
    @Test
    void partialTilesHaveTheWidthOfTheSpecification() {
        assertEquals("tile/0/273.p/112", Tile.of(0, 273, 70_000).path());
        assertEquals("tile/0/272", Tile.of(0, 272, 70_000).path());
        assertEquals("tile/1/000", Tile.of(1, 0, 70_000).path());
        assertEquals("tile/1/001.p/17", Tile.of(1, 1, 70_000).path());
        assertEquals("tile/2/000.p/1", Tile.of(2, 0, 70_000).path());
        assertEquals(0, Tile.count(3, 70_000));
        assertThrows(IllegalArgumentException.class, () -> Tile.of(0, 274, 70_000));
    }

    @Test
    void aBundleIsLengthsAndBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Bundle.append(bytes, new byte[] {7, 8});
        Bundle.append(bytes, new byte[0]);
        Bundle.append(bytes, new byte[65535]);
        byte[] whole = bytes.toByteArray();
        assertArrayEquals(new byte[] {0, 2, 7, 8, 0, 0, (byte) 0xff, (byte) 0xff, 0}, Arrays.copyOf(whole, 9));
        assertTrue(Bundle.read(whole, 256).isExactly(3, whole));
        assertEquals(
                2,
                Bundle.read(Arrays.copyOf(whole, whole.length - 1), 256)
                        .entries()
                        .size());
        assertEquals(6, Bundle.read(whole, 2).bytes());
    }
}
