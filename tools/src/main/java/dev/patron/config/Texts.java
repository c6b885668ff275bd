package dev.patron.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Bounded, strictly decoded text files, and text made safe to show. */
final class Texts {
    private static final int MOST_SHOWN = 60;

    private Texts() {}

    /**
     * The bytes of a file.
     *
     * @throws ConfigException when it is absent, unreadable, no file or larger than {@code most}
     */
    static byte[] bytes(Path file, int most) {
        if (Files.isDirectory(file)) {
            throw new ConfigException(shown(file) + ": is a directory, not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new ConfigException(shown(file) + ": is larger than " + most / 1024 + " KiB; make it smaller");
            }
            return bytes;
        } catch (NoSuchFileException | NotDirectoryException _) {
            throw new ConfigException(shown(file) + ": there is no such file");
        } catch (AccessDeniedException _) {
            throw new ConfigException(shown(file) + ": may not be read; give this user read permission");
        } catch (IOException e) {
            throw new ConfigException(
                    shown(file) + ": cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** UTF-8, strictly. */
    static String decoded(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new ConfigException(shownWhole(name) + ": is not UTF-8 text; save it as UTF-8");
        }
    }

    static String shown(Path file) {
        return shown(file.toString(), 400);
    }

    /** A value as it may appear in a message: short, and with nothing that steers a terminal. */
    static String shown(String text) {
        return shown(text, MOST_SHOWN);
    }

    /** As {@link #shown(String)}, for a whole message. */
    static String shownWhole(String text) {
        return shown(text, 400);
    }

    private static String shown(String text, int most) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> safe.appendCodePoint(steers(c) ? '\uFFFD' : c));
        return text.codePointCount(0, text.length()) > most ? safe + "…" : safe.toString();
    }

    private static boolean steers(int c) {
        return Character.isISOControl(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }
}
