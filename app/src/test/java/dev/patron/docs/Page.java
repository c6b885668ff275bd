package dev.patron.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One Markdown document.
 *
 * @param file where it lies; links are relative to its folder
 * @param text its text, with line feeds
 */
record Page(Path file, String text) {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```[^\\n]*\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern QUOTED = Pattern.compile("`([^`\\n]+)`");

    static Page read(Path file) {
        try {
            return new Page(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read `" + file + "`", e);
        }
    }

    /** Every document of the project: those at its root and those in docs/. */
    static List<Page> all(Path root) {
        return Stream.of(root, root.resolve("docs"))
                .flatMap(folder -> listed(folder).stream())
                .filter(file -> file.toString().endsWith(".md"))
                .sorted()
                .map(Page::read)
                .toList();
    }

    private static List<Path> listed(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list `" + folder + "`", e);
        }
    }

    /** The text of each fenced block, in order. */
    List<String> blocks() {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = FENCED.matcher(text);
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    /** The part below a heading of the second level, up to the next one. */
    Page section(String heading) {
        Matcher matcher = Pattern.compile("(?ms)^## " + Pattern.quote(heading) + "$(.*?)(?=^## |\\z)")
                .matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("`" + file + "` has no section `" + heading + "`");
        }
        return new Page(file, matcher.group(1));
    }

    /** What stands between backticks outside fenced blocks. */
    Set<String> quoted() {
        return found(QUOTED);
    }

    /** What is wrong with each relative link; empty when all lead somewhere. */
    List<String> deadLinks() {
        List<String> dead = new ArrayList<>();
        for (String link : found(LINK)) {
            if (!link.matches("[a-z]+:.*")) {
                problem(link).forEach(problem -> dead.add(file.getFileName() + ": `" + link + "` " + problem));
            }
        }
        return dead;
    }

    private List<String> problem(String link) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        if (!Files.exists(target)) {
            return List.of("does not exist");
        }
        if (hash < 0) {
            return List.of();
        }
        Page there = path.isEmpty() ? this : read(target);
        return there.anchors().contains(link.substring(hash + 1)) ? List.of() : List.of("has no such heading");
    }

    /** The anchors of headings, as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String heading : found(HEADING)) {
            String anchor = heading.strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            int times = seen.merge(anchor, 1, Integer::sum);
            anchors.add(times == 1 ? anchor : anchor + "-" + (times - 1));
        }
        return anchors;
    }

    private Set<String> found(Pattern pattern) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(FENCED.matcher(text).replaceAll(""));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
