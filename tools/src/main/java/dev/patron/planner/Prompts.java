package dev.patron.planner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The written prompts of one version, each a file beside this class.
 *
 * <p>A version that was released is never edited: a run goes on with the prompts that it began with, so a change is a
 * new folder and a new {@link #CURRENT}.
 */
final class Prompts {
    static final String CURRENT = "1";
    static final Set<String> VERSIONS = Set.of("1");

    /** The files of a version. */
    static final List<String> NAMES = List.of(
            "system", "brief", "news", "nudge", "storyboard", "generate_image", "generate_video", "budget", "finish");

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final int MOST_BYTES = 16 * 1024;

    private final String version;
    private final Map<String, String> texts;

    private Prompts(String version, Map<String, String> texts) {
        this.version = version;
        this.texts = Map.copyOf(texts);
    }

    /** The prompts of a version; of the current one where this program does not know the version. */
    static Prompts of(String version) {
        String known = VERSIONS.contains(version) ? version : CURRENT;
        Map<String, String> texts = new HashMap<>();
        for (String name : NAMES) {
            texts.put(name, read("prompts/" + known + "/" + name + ".txt"));
        }
        return new Prompts(known, texts);
    }

    private static String read(String name) {
        try (InputStream file = Prompts.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the program lacks its file `" + name + "`");
            }
            return new String(file.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String version() {
        return version;
    }

    String text(String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no prompt `" + name + "`");
        }
        return text;
    }

    /** A prompt with its places filled in one pass, so that what is filled in opens no place of its own. */
    String text(String name, Map<String, String> places) {
        Matcher matcher = PLACE.matcher(text(name));
        return matcher.replaceAll(place -> Matcher.quoteReplacement(places.getOrDefault(place.group(1), "")));
    }
}
