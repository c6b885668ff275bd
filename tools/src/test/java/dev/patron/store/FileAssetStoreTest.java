package dev.patron.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.purchase.AssetStore.Stored;
import dev.patron.purchase.MediaAsset;
import dev.patron.purchase.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileAssetStoreTest {
    private static final int MOST = 1_000_000;

    private final Path folder;
    private final FileAssetStore store;

    FileAssetStoreTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = new FileAssetStore(folder);
    }

    private Stored store(byte[] bytes, String family) throws IOException {
        return store.store(new ByteArrayInputStream(bytes), family, MOST);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
        }
    }

    static Stream<Arguments> known() throws IOException {
        return Stream.of(
                Arguments.of("image/png", Samples.picture("png", 1)),
                Arguments.of("image/jpeg", Samples.picture("jpg", 1)),
                Arguments.of("image/gif", Samples.picture("gif", 1)),
                Arguments.of("image/webp", Samples.latin("RIFF\u0016\0\0\0WEBPVP8L\n\0\0\0/\0\0\0\0\0\0\0\0\0")),
                Arguments.of("image/avif", Samples.boxes("ftyp", "avif\0\0\0\0avifmif1", "meta", "x", "mdat", "y")),
                Arguments.of("video/mp4", Samples.clip()),
                Arguments.of("video/quicktime", Samples.boxes("ftyp", "qt  \0\0\0\0qt  ", "mdat", "y", "moov", "x")),
                Arguments.of("video/webm", Samples.latin("\u001AE\u00DF\u00A3\u0087B\u0082\u0084webmxxxxxxx")));
    }

    @ParameterizedTest
    @MethodSource("known")
    void aKnownTypeIsKeptUnderItsDigest(String type, byte[] bytes) throws Exception {
        Stored.Kept kept = assertInstanceOf(Stored.Kept.class, store(bytes, type.substring(0, 5)));
        String digest = HexFormat.of().formatHex(Digests.sha256().digest(bytes));
        assertEquals(new MediaAsset(digest, type, bytes.length), kept.asset());
        assertArrayEquals(bytes, Files.readAllBytes(store.file(digest).orElseThrow()));
        assertEquals(List.of(digest), files());
    }

    static Stream<Arguments> refused() throws IOException {
        byte[] png = Samples.picture("png", 1);
        byte[] wide = png.clone();
        ByteBuffer.wrap(wide).putInt(16, 100_000);
        byte[] jpeg = Samples.picture("jpg", 1);
        byte[] tall = jpeg.clone();
        int frame = 0;
        while (!(tall[frame] == (byte) 0xFF && tall[frame + 1] == (byte) 0xC0)) {
            frame++;
        }
        ByteBuffer.wrap(tall).putShort(frame + 5, (short) 65_000);
        return Stream.of(
                Arguments.of("empty", new byte[0]),
                Arguments.of("too short", Samples.latin("PNG")),
                Arguments.of("markup", Samples.latin("<!doctype html><script>alert(1)</script>")),
                Arguments.of("markup", Samples.latin("\n <svg xmlns='http://www.w3.org/2000/svg' onload='x'/>")),
                Arguments.of("an archive", Samples.latin("PK\u0003\u0004aaaaaaaaaaaaaaa")),
                Arguments.of("a program", Samples.latin("MZaaaaaaaaaaaaaaaaaaaaa")),
                Arguments.of("a program", Samples.latin("\u007FELFaaaaaaaaaaaaaaaaaa")),
                Arguments.of("not known", concat(new byte[] {0}, png)),
                Arguments.of("markup", concat(Samples.latin("<html>"), png)),
                Arguments.of("cut short", Arrays.copyOf(png, png.length - 20)),
                Arguments.of("no header", Arrays.copyOf(png, 30)),
                Arguments.of("16384 pixels", wide),
                Arguments.of("16384 pixels", tall),
                Arguments.of("no frame", Arrays.copyOf(jpeg, 40)),
                Arguments.of("unknown brand", Samples.boxes("ftyp", "heic\0\0\0\0", "meta", "x")),
                Arguments.of("video/mp4, not an image", Samples.clip()));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void at113AnythingElseIsRefusedAndLeavesNothing(String why, byte[] bytes) throws Exception {
        Stored.Refused refused = assertInstanceOf(Stored.Refused.class, store(bytes, "image"));
        assertTrue(refused.why().contains(why), refused.why());
        assertEquals(List.of(), files());
    }

    @Test
    void aRemovedAssetIsGoneAndItsNeighbourStays() throws IOException {
        Stored.Kept first = assertInstanceOf(Stored.Kept.class, store(Samples.picture("png", 1), "image"));
        Stored.Kept second = assertInstanceOf(Stored.Kept.class, store(Samples.picture("jpg", 1), "image"));
        store.remove(first.asset().sha256());
        store.remove(first.asset().sha256());
        store.remove("../" + second.asset().sha256());
        assertEquals(List.of(second.asset().sha256()), files());
        assertTrue(store.file(first.asset().sha256()).isEmpty());
    }

    @Test
    void at113AClipThatWasCutOrHasNoIndexIsRefused() throws Exception {
        byte[] clip = Samples.clip();
        assertInstanceOf(Stored.Refused.class, store(Arrays.copyOf(clip, clip.length - 3), "video"));
        assertInstanceOf(Stored.Refused.class, store(Samples.boxes("ftyp", "isom\0\0\0\0", "mdat", "x"), "video"));
        assertInstanceOf(Stored.Refused.class, store(Samples.picture("png", 1), "video"));
        assertEquals(List.of(), files());
    }

    @Test
    void at113AnEndlessBodyIsReadNoFurtherThanItsBound() throws Exception {
        EndlessStream endless = new EndlessStream();
        assertInstanceOf(Stored.Refused.class, store.store(endless, "image", 100_000));
        assertEquals(100_001, endless.read);
        assertEquals(List.of(), files());
        byte[] png = Samples.picture("png", 1);
        assertInstanceOf(Stored.Kept.class, store.store(new ByteArrayInputStream(png), "image", png.length));
        assertInstanceOf(Stored.Refused.class, store.store(new ByteArrayInputStream(png), "image", png.length - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "", "incoming", "a\0b", "CON", "ABCDEF", "0123456789abcdef"})
    void at114OnlyDigestsNameFiles(String name) {
        assertTrue(store.file(name).isEmpty());
    }

    @Test
    void aBrokenStreamKeepsNothingAndSaysSo() throws Exception {
        InputStream cut = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("cut off");
            }

            @Override
            public int read(byte[] buffer, int at, int length) throws IOException {
                return read();
            }
        };
        InputStream half = new SequenceInputStream(new ByteArrayInputStream(Samples.picture("png", 1)), cut);
        assertThrows(IOException.class, () -> store.store(half, "image", MOST));
        assertEquals(List.of(), files());
    }

    @Test
    void aPlaceThatCannotKeepItIsNotTheSendersFault() throws Exception {
        Files.delete(folder.resolve("incoming"));
        StoreException broken = assertThrows(StoreException.class, () -> store(Samples.picture("png", 1), "image"));
        assertTrue(String.valueOf(broken.getMessage()).contains("stays paid for"));

        Files.createDirectory(folder.resolve("incoming"));
        assertInstanceOf(Stored.Kept.class, store(Samples.picture("png", 1), "image"));
    }

    @Test
    void whatAKillLeftIncomingIsGoneAtTheNextStartAndAssetsStay() throws Exception {
        Stored.Kept kept = assertInstanceOf(Stored.Kept.class, store(Samples.picture("png", 1), "image"));
        Files.writeString(folder.resolve("incoming/asset-1.part"), "half");
        FileAssetStore again = new FileAssetStore(folder);
        assertEquals(List.of(kept.asset().sha256()), files());
        assertFalse(again.file(kept.asset().sha256()).isEmpty());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Zeros without end, counted. */
    private static final class EndlessStream extends InputStream {
        private long read;

        @Override
        public int read() {
            read++;
            return 0;
        }

        @Override
        public int read(byte[] buffer, int at, int length) {
            read += length;
            return length;
        }
    }
}
