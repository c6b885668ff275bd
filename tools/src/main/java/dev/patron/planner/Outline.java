package dev.patron.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A brief's Markdown taken apart into what it shows and how it looks.
 *
 * <p>Scenes are its bullets; without bullets, its sections; without sections, its paragraphs; with a single paragraph,
 * its sentences. What stands under a heading such as {@code Style} or {@code Stimmung} is style; without such a heading
 * the prose beside bullets or before sections is.
 *
 * @param scenes what can be shown, in order, no two alike; empty only for a text without a word in it
 * @param style  what all shots share; may be empty
 */
record Outline(List<String> scenes, String style) {
    private static final int MOST_SCENES = 100;
    private static final int MOST_SCENE = 1_200;
    static final int MOST_TEXT = 60_000;
    private static final int MOST_PROSE = 20_000;
    private static final int MOST_RULE = 200;
    private static final int MOST_STYLE = 700;
    private static final int STYLE_SENTENCES = 6;

    private static final Pattern HEADING = Pattern.compile("^ {0,3}#{1,6}\\s+(.*)$");
    private static final Pattern BULLET = Pattern.compile("^(\\s*)(?:[-*+•・‣]|[0-9]{1,3}[.)])\\s+(.*)$");
    private static final Pattern RULE = Pattern.compile("^\\s*(?:[-*_=]\\s*){3,}$");
    private static final Pattern FENCE = Pattern.compile("^\\s*(?:```|~~~).*$");
    private static final Pattern PICTURE = Pattern.compile("!\\[([^\\]\\n]{0,200})\\]\\([^)\\n]{0,2000}\\)");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]\\n]{1,300})\\]\\([^)\\n]{0,2000}\\)");
    private static final Pattern TAG = Pattern.compile("<[/!a-zA-Z][^<>\\n]{0,500}>");
    private static final Pattern MARKS = Pattern.compile("(\\*\\*|__|`|(?<!\\w)[*_]|[*_](?!\\w))");

    private static final Set<String> STYLE_HEADINGS = Set.of(
            "style",
            "look",
            "look and feel",
            "mood",
            "tone",
            "palette",
            "colours",
            "colors",
            "light",
            "notes",
            "avoid",
            "stil",
            "stimmung",
            "look und stimmung",
            "farben",
            "licht",
            "hinweise",
            "ambiance",
            "couleurs",
            "estilo",
            "ambiente",
            "colores",
            "stile",
            "atmosfera",
            "スタイル",
            "雰囲気",
            "画風",
            "トーン",
            "风格",
            "風格",
            "氛围",
            "스타일",
            "분위기",
            "стиль",
            "настроение",
            "الأسلوب",
            "أسلوب",
            "المزاج");

    Outline {
        scenes = List.copyOf(scenes);
    }

    /** Headings, bullets and prose of one section. */
    private record Part(String heading, List<String> bullets, List<String> prose) {
        static Part under(String heading) {
            return new Part(heading, new ArrayList<>(), new ArrayList<>());
        }

        boolean isStyle() {
            return STYLE_HEADINGS.contains(heading.toLowerCase(Locale.ROOT).replaceFirst("\\s*[:：]$", ""));
        }

        boolean isEmpty() {
            return bullets.isEmpty() && prose.isEmpty();
        }
    }

    /** Takes a text apart; what lies beyond {@value #MOST_TEXT} characters is not looked at. */
    static Outline of(String markdown) {
        List<Part> parts = parts(markdown.substring(0, Math.min(MOST_TEXT, markdown.length())));
        List<Part> shown = parts.stream().filter(part -> !part.isStyle()).toList();
        List<String> style = new ArrayList<>();
        parts.stream().filter(Part::isStyle).forEach(part -> {
            style.addAll(part.prose());
            style.addAll(part.bullets());
        });
        List<String> scenes = scenes(shown, style);
        return new Outline(tidy(scenes), style(style));
    }

    private static List<String> scenes(List<Part> parts, List<String> style) {
        List<String> bullets =
                parts.stream().flatMap(part -> part.bullets().stream()).toList();
        List<String> prose =
                parts.stream().flatMap(part -> part.prose().stream()).toList();
        boolean styled = !style.isEmpty();
        if (!bullets.isEmpty()) {
            style.addAll(0, styled ? List.of() : prose);
            return bullets;
        }
        List<Part> sections = parts.stream()
                .filter(part -> !part.heading().isEmpty() && !part.isEmpty())
                .toList();
        if (sections.size() > 1) {
            if (!styled) {
                parts.stream().filter(part -> part.heading().isEmpty()).forEach(part -> style.addAll(part.prose()));
            }
            return sections.stream()
                    .map(part -> part.heading() + ": " + String.join(" ", part.prose()))
                    .toList();
        }
        if (prose.size() > 1) {
            return prose;
        }
        if (prose.isEmpty()) {
            return parts.stream()
                    .map(Part::heading)
                    .filter(heading -> !heading.isEmpty())
                    .toList();
        }
        return Sentences.of(prose.getFirst(), MOST_SCENES);
    }

    private static List<String> tidy(List<String> scenes) {
        return scenes.stream()
                .map(scene -> Sentences.finished(Sentences.clipped(scene, MOST_SCENE)))
                .filter(Outline::hasWords)
                .distinct()
                .limit(MOST_SCENES)
                .toList();
    }

    private static String style(List<String> texts) {
        List<String> sentences = new ArrayList<>();
        for (String text : texts) {
            for (String sentence : Sentences.of(text, STYLE_SENTENCES)) {
                sentences.add(Sentences.finished(sentence));
            }
        }
        String joined = String.join(" ", sentences.subList(0, Math.min(STYLE_SENTENCES, sentences.size())));
        return Sentences.clipped(joined, MOST_STYLE);
    }

    private static List<Part> parts(String markdown) {
        List<Part> parts = new ArrayList<>(List.of(Part.under("")));
        boolean inProse = false;
        boolean inBullet = false;
        boolean fenced = false;
        for (String raw : markdown.lines().toList()) {
            if (FENCE.matcher(raw).matches()) {
                fenced = !fenced;
                continue;
            }
            Part part = parts.getLast();
            Matcher heading = HEADING.matcher(raw);
            Matcher bullet = BULLET.matcher(raw);
            String line = plain(raw);
            if (fenced || !hasWords(line) || isRule(raw)) {
                inProse = false;
                inBullet = inBullet && !fenced && raw.isBlank();
            } else if (heading.matches()) {
                parts.add(Part.under(plain(heading.group(1)).replaceFirst("\\s+#+$", "")));
                inProse = false;
                inBullet = false;
            } else if (bullet.matches()
                    && (bullet.group(1).length() < 2 || part.bullets().isEmpty())) {
                part.bullets().add(plain(bullet.group(2)));
                inBullet = true;
                inProse = false;
            } else if (inBullet && (bullet.matches() || Character.isWhitespace(raw.charAt(0)))) {
                extend(part.bullets(), bullet.matches() ? plain(bullet.group(2)) : line);
            } else {
                if (inProse) {
                    extend(part.prose(), line);
                } else {
                    part.prose().add(line);
                }
                inProse = true;
                inBullet = false;
            }
        }
        return parts;
    }

    private static boolean hasWords(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    private static boolean isRule(String line) {
        return line.length() <= MOST_RULE && RULE.matcher(line).matches();
    }

    private static void extend(List<String> texts, String more) {
        String last = texts.removeLast();
        texts.add(last.length() > MOST_PROSE ? last : last + " " + more);
    }

    /** A line without the marks of Markdown and HTML, which mean nothing to a picture. */
    private static String plain(String line) {
        String text = PICTURE.matcher(line).replaceAll("$1");
        text = LINK.matcher(text).replaceAll("$1");
        text = TAG.matcher(text).replaceAll(" ");
        text = MARKS.matcher(text).replaceAll("");
        text = text.replaceFirst("^\\s*(?:>\\s*){1,20}", "").replaceAll("[\\p{Cntrl}\\s]+", " ");
        return text.strip();
    }
}
