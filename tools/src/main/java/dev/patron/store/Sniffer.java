package dev.patron.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * Says what a file is by its own first bytes, never by what somebody declared.
 *
 * <p>A file must begin with its format's magic, so text, HTML, SVG, archives and programs are nothing that is known
 * here, and one that pretends to be two things is the one it begins as. Headers are checked as far as is cheap: a
 * picture's size (at most {@value #MOST_PIXELS} a side, so that nobody's viewer unpacks a bomb) and the frame of
 * chunks or boxes that shows a file was not cut short.
 */
final class Sniffer {
    static final int MOST_PIXELS = 16_384;
    private static final int MOST_STEPS = 100_000;
    private static final Set<String> MP4 = Set.of(
            "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "M4VP", "dash", "msdh", "MSNV");
    private static final Set<String> AVIF = Set.of("avif", "avis");
    private static final List<Integer> NO_FRAME = List.of(0xC4, 0xC8, 0xCC);

    private final FileChannel file;
    private final long size;

    private Sniffer(FileChannel file) throws IOException {
        this.file = file;
        this.size = file.size();
    }

    /** What was found. */
    sealed interface Found {
        record Type(String mediaType) implements Found {}

        record Nothing(String why) implements Found {}
    }

    static Found sniff(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return new Sniffer(file).sniff();
        }
    }

    private Found sniff() throws IOException {
        if (size < 12) {
            return new Found.Nothing(size == 0 ? "it is empty" : "it is too short to be a picture or a clip");
        }
        ByteBuffer head = at(0, 12);
        if (head.getLong(0) == 0x89504E470D0A1A0AL) {
            return png();
        }
        if ((head.getInt(0) >>> 8) == 0xFFD8FF) {
            return jpeg();
        }
        String four = ascii(head, 0);
        if (four.equals("GIF8")) {
            return gif();
        }
        if (four.equals("RIFF") && ascii(head, 8).equals("WEBP")) {
            return webp();
        }
        if (head.getInt(0) == 0x1A45DFA3) {
            return matroska();
        }
        return ascii(head, 4).equals("ftyp") ? boxes(ascii(head, 8)) : new Found.Nothing("it is " + guess(head));
    }

    private Found png() throws IOException {
        if (size < 45 || at(8, 4).getInt(0) != 13 || !ascii(at(12, 4), 0).equals("IHDR")) {
            return new Found.Nothing("it begins like a PNG but has no header");
        }
        ByteBuffer sides = at(16, 8);
        if (tooLarge(sides.getInt(0), sides.getInt(4))) {
            return new Found.Nothing(sizeProblem("PNG"));
        }
        long at = 8;
        for (int i = 0; i < MOST_STEPS && at + 12 <= size; i++) {
            ByteBuffer chunk = at(at, 8);
            long length = Integer.toUnsignedLong(chunk.getInt(0));
            at += 12 + length;
            if (ascii(chunk, 4).equals("IEND") && at <= size) {
                return new Found.Type("image/png");
            }
        }
        return new Found.Nothing("it is a PNG that was cut short");
    }

    private Found jpeg() throws IOException {
        long at = 2;
        for (int i = 0; i < MOST_STEPS && at + 10 <= size; i++) {
            ByteBuffer segment = at(at, 9);
            int marker = Byte.toUnsignedInt(segment.get(1));
            if (segment.get(0) != (byte) 0xFF) {
                return new Found.Nothing("it begins like a JPEG but its segments are broken");
            }
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker >= 0xC0 && marker <= 0xCF && !NO_FRAME.contains(marker)) {
                boolean tooLarge =
                        tooLarge(Short.toUnsignedInt(segment.getShort(5)), Short.toUnsignedInt(segment.getShort(7)));
                return tooLarge ? new Found.Nothing(sizeProblem("JPEG")) : new Found.Type("image/jpeg");
            }
            if (marker == 0xD9 || marker == 0xDA) {
                break;
            }
            at += 2 + Math.max(2, Short.toUnsignedInt(segment.getShort(2)));
        }
        return new Found.Nothing("it begins like a JPEG but has no frame");
    }

    private Found gif() throws IOException {
        ByteBuffer head = at(4, 6);
        String version = "" + (char) head.get(0) + (char) head.get(1);
        if (!version.equals("7a") && !version.equals("9a")) {
            return new Found.Nothing("it begins like a GIF but has no header");
        }
        int width = Byte.toUnsignedInt(head.get(2)) | Byte.toUnsignedInt(head.get(3)) << 8;
        int height = Byte.toUnsignedInt(head.get(4)) | Byte.toUnsignedInt(head.get(5)) << 8;
        return tooLarge(width, height) ? new Found.Nothing(sizeProblem("GIF")) : new Found.Type("image/gif");
    }

    private Found webp() throws IOException {
        if (size < 30) {
            return new Found.Nothing("it is a WebP that was cut short");
        }
        ByteBuffer head = at(0, 30);
        long declared = Integer.toUnsignedLong(Integer.reverseBytes(head.getInt(4))) + 8;
        if (declared > size) {
            return new Found.Nothing("it is a WebP that was cut short");
        }
        return switch (ascii(head, 12)) {
            case "VP8 ", "VP8L" -> new Found.Type("image/webp");
            case "VP8X" -> {
                int width = 1 + (Integer.reverseBytes(head.getInt(24)) & 0xFFFFFF);
                int height = 1 + (Integer.reverseBytes(head.getInt(26)) >>> 8);
                yield tooLarge(width, height) ? new Found.Nothing(sizeProblem("WebP")) : new Found.Type("image/webp");
            }
            default -> new Found.Nothing("it begins like a WebP but holds no picture");
        };
    }

    private Found matroska() throws IOException {
        ByteBuffer head = at(0, (int) Math.min(size, 64));
        String text =
                StandardCharsets.ISO_8859_1.decode(head.duplicate().rewind()).toString();
        int docType = text.indexOf("B\u0082");
        return docType >= 0 && text.startsWith("webm", docType + 3)
                ? new Found.Type("video/webm")
                : new Found.Nothing("it is Matroska but not WebM");
    }

    /** ISO base media (ISO/IEC 14496-12): a chain of boxes, of which one says what the file holds. */
    private Found boxes(String brand) throws IOException {
        String type = AVIF.contains(brand)
                ? "image/avif"
                : MP4.contains(brand) ? "video/mp4" : brand.equals("qt  ") ? "video/quicktime" : "";
        if (type.isEmpty()) {
            return new Found.Nothing("it is ISO media of an unknown brand");
        }
        String needed = type.equals("image/avif") ? "meta" : "moov";
        boolean found = false;
        long at = 0;
        for (int i = 0; i < MOST_STEPS && at + 8 <= size; i++) {
            ByteBuffer box = at(at, (int) Math.min(16, size - at));
            long length = Integer.toUnsignedLong(box.getInt(0));
            found |= ascii(box, 4).equals(needed);
            if (length == 0) {
                at = size;
            } else if (length == 1 && box.limit() == 16) {
                length = box.getLong(8);
            }
            if (length != 0 && (length < 8 || length > size - at)) {
                return new Found.Nothing("it is " + type + " that was cut short");
            }
            at += length;
        }
        return found ? new Found.Type(type) : new Found.Nothing("it is " + type + " without its `" + needed + "` box");
    }

    private static boolean tooLarge(int width, int height) {
        return width <= 0 || height <= 0 || width > MOST_PIXELS || height > MOST_PIXELS;
    }

    private static String sizeProblem(String format) {
        return "it is a " + format + " whose sides are not 1 to " + MOST_PIXELS + " pixels";
    }

    private static String guess(ByteBuffer head) {
        String text =
                StandardCharsets.ISO_8859_1.decode(head.duplicate().rewind()).toString();
        if (text.startsWith("PK")) {
            return "an archive, not a picture or a clip";
        }
        if (text.startsWith("MZ") || text.startsWith("\u007FELF")) {
            return "a program, not a picture or a clip";
        }
        return text.stripLeading().startsWith("<") || text.startsWith("\u00EF\u00BB\u00BF<")
                ? "markup, not a picture or a clip"
                : "of a type that is not known here";
    }

    private static String ascii(ByteBuffer bytes, int at) {
        byte[] four = new byte[4];
        bytes.get(at, four);
        return new String(four, StandardCharsets.ISO_8859_1);
    }

    private ByteBuffer at(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        long at = position;
        while (buffer.hasRemaining()) {
            int read = file.read(buffer, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        return buffer.position(0).limit(length);
    }
}
