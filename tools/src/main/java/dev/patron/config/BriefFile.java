package dev.patron.config;

import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import dev.patron.plan.Deliverable;
import dev.patron.plan.Kind;
import dev.patron.plan.Quality;
import dev.patron.plan.Storyboard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a brief: Markdown, with optional YAML front matter between two lines of {@code ---}.
 *
 * <p>UTF-8, at most 256 KiB. A byte order mark and Windows line ends are accepted and do not reach the text; control
 * characters are refused, because a brief is printed on terminals. Absent {@code quality} means {@code best}, absent
 * {@code count} means 1.
 */
public final class BriefFile {
    public static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_TITLE = 200;
    private static final int MOST_LINES = 32;
    private static final Pattern HEADING = Pattern.compile("(?m)^ {0,3}#{1,6}[ \\t]+(\\S.{0,999})");
    private static final Pattern CLOSING = Pattern.compile("(?m)^---[ \\t]*$");
    private static final Pattern MARKS = Pattern.compile("([*_`]{1,3})([^*_`\\s](?:[^*_`]*[^*_`\\s])?)\\1");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:._x/ -]{0,31}");

    private BriefFile() {}

    /** Front matter and text, apart; the text begins at a line of the file. */
    private record Parts(String frontMatter, String text) {}

    /** What front matter says. */
    private record Front(Optional<String> title, Optional<Usd> budget, List<Deliverable> deliverables) {
        static final Front NONE = new Front(Optional.empty(), Optional.empty(), List.of());
    }

    /**
     * @throws ConfigException when the file cannot be read or is no brief
     */
    public static Brief read(Path file) {
        byte[] bytes = Texts.bytes(file, MOST_BYTES);
        Path name = file.getFileName();
        String stem = name == null ? "brief" : name.toString().replaceFirst("\\.[A-Za-z0-9]{1,10}$", "");
        return parse(file.toString(), stem, Texts.decoded(file.toString(), bytes));
    }

    /**
     * A brief from text that came from elsewhere than a file, or from {@link Brief#source}.
     *
     * @param name stands for the file in messages, and is the title where the text has none
     * @throws ConfigException when it is no brief
     */
    public static Brief parse(String name, String source) {
        if (source.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new ConfigException(Texts.shownWhole(name) + ": is larger than 256 KiB; make it smaller");
        }
        return parse(name, name, source);
    }

    private static Brief parse(String name, String stem, String source) {
        String text = source.startsWith("\uFEFF") ? source.substring(1) : source;
        text = text.replace("\r\n", "\n").replace('\r', '\n');
        refuseControls(name, text);
        Parts parts = split(name, text);
        Front front = parts.frontMatter().isBlank()
                ? Front.NONE
                : YamlFile.parse(name, 2, parts.frontMatter(), BriefFile::front);
        String title = front.title().or(() -> heading(parts.text())).orElse(clipped(stem));
        String body = parts.text().strip();
        return new Brief(title, body, front.budget(), front.deliverables(), digest(source), source);
    }

    private static void refuseControls(String name, String text) {
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line += c == '\n' ? 1 : 0;
            boolean lone = Character.isSurrogate(c) && !isPaired(text, i);
            if (lone || (Character.isISOControl(c) && c != '\n' && c != '\t')) {
                throw new ConfigException("%s:%d: holds the control character U+%04X; remove it"
                        .formatted(Texts.shownWhole(name), line, (int) c));
            }
        }
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    private static Parts split(String name, String text) {
        int firstEnd = text.indexOf('\n');
        String first = firstEnd < 0 ? text : text.substring(0, firstEnd);
        if (!first.stripTrailing().equals("---")) {
            return new Parts("", text);
        }
        Matcher closing = CLOSING.matcher(text);
        if (firstEnd < 0 || !closing.find(firstEnd + 1)) {
            throw new ConfigException(Texts.shownWhole(name)
                    + ":1: front matter begins here and never ends; close it with a line of ---");
        }
        return new Parts(text.substring(firstEnd + 1, closing.start()), text.substring(closing.end()));
    }

    private static Front front(Section root) {
        root.keys("", List.of(), List.of("title", "budget", "deliverables"));
        List<Deliverable> deliverables = new ArrayList<>();
        root.find("deliverables").ifPresent(value -> {
            for (Value item : value.items(MOST_LINES)) {
                deliverables.add(deliverable(item.section()));
            }
            int shots = deliverables.stream().mapToInt(Deliverable::count).sum();
            if (shots > Storyboard.MOST_SHOTS) {
                throw value.wrong(
                        "asks for " + shots + " shots, more than " + Storyboard.MOST_SHOTS + "; split the brief");
            }
        });
        return new Front(
                root.find("title").map(BriefFile::title), root.find("budget").map(Value::usd), deliverables);
    }

    private static Deliverable deliverable(Section section) {
        section.keys(
                "write image or video",
                List.of("kind"),
                List.of("count", "aspect_ratio", "resolution", "quality", "model"));
        return new Deliverable(
                Kind.of(section.at("kind").oneOf(List.of("image", "video"))).orElseThrow(),
                section.find("count")
                        .map(value -> value.number(1, Deliverable.MOST))
                        .orElse(1),
                section.find("aspect_ratio")
                        .map(value -> value.matching(PARAMETER, "an aspect ratio such as \"16:9\"")),
                section.find("resolution").map(value -> value.matching(PARAMETER, "a resolution such as 2k")),
                section.find("quality")
                        .flatMap(value -> Quality.of(value.oneOf(List.of("best", "fast"))))
                        .orElse(Quality.BEST),
                section.find("model").map(value -> value.matching(Ids.MODEL, "a model's id")));
    }

    private static String title(Value value) {
        String title = value.text().strip();
        if (title.isEmpty() || title.codePoints().count() > MOST_TITLE) {
            throw value.wrong("a title has 1 to " + MOST_TITLE + " characters");
        }
        if (title.chars().anyMatch(Character::isISOControl)) {
            throw value.wrong("a title is one line without control characters");
        }
        return title;
    }

    private static Optional<String> heading(String text) {
        Matcher matcher = HEADING.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        String heading = clipped(matcher.group(1)).replaceFirst(" #{1,6}$", "");
        return Optional.of(MARKS.matcher(heading).replaceAll("$2").strip()).filter(title -> !title.isEmpty());
    }

    private static String clipped(String title) {
        String line = title.replaceAll("\\s+", " ").strip();
        return line.codePointCount(0, line.length()) <= MOST_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MOST_TITLE));
    }

    private static String digest(String source) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
