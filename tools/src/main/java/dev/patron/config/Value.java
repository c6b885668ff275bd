package dev.patron.config;

import dev.patron.money.Usd;
import dev.patron.policy.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of a YAML file, which knows where it stands. Every reading method throws {@link ConfigException} naming
 * file, line and key when the value is something else.
 */
final class Value {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,4})(s|m)");
    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,5})d");
    private static final Pattern PLAIN_NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");

    private final YamlFile file;
    private final String path;
    private final Node node;

    Value(YamlFile file, String path, Node node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    String path() {
        return path;
    }

    ConfigException wrong(String why) {
        return file.wrong(node.getStartMark(), path, why);
    }

    Section section() {
        if (node instanceof MappingNode mapping) {
            return new Section(file, path, mapping);
        }
        throw wrong("must be a mapping of keys to values");
    }

    List<Value> items(int most) {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("must be a list, such as [first, second]");
        }
        if (sequence.getValue().size() > most) {
            throw wrong("has " + sequence.getValue().size() + " entries, more than " + most);
        }
        List<Value> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new Value(file, path + "[" + items.size() + "]", item));
        }
        return items;
    }

    boolean isWord(String word) {
        return node instanceof ScalarNode scalar && scalar.getValue().equals(word);
    }

    /** Text, quoted or plain; a plain number, truth value or nothing is refused. */
    String text() {
        ScalarNode scalar = scalar("must be text");
        if (!scalar.getTag().equals(Tag.STR)) {
            throw wrong("must be text; write \"" + Texts.shown(scalar.getValue()) + "\" in quotes");
        }
        return scalar.getValue();
    }

    /** Text as {@code reading} understands it, whose {@link IllegalArgumentException} says what is wrong. */
    <T> T as(Function<String, T> reading) {
        String text = text();
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(Texts.shownWhole(String.valueOf(e.getMessage())));
        }
    }

    String matching(Pattern form, String what) {
        String text = text();
        if (!form.matcher(text).matches()) {
            throw wrong("`" + Texts.shown(text) + "` is not " + what);
        }
        return text;
    }

    String oneOf(Collection<String> words) {
        String word = scalar("must be one of " + words).getValue();
        if (!words.contains(word)) {
            String hint = Nearest.to(word, words)
                    .map(near -> "; did you mean `" + near + "`?")
                    .orElse("");
            throw wrong("`" + Texts.shown(word) + "` is not one of " + words + hint);
        }
        return word;
    }

    /** A quoted decimal: an unquoted one may already have been through somebody's floating point. */
    String decimal() {
        ScalarNode scalar = scalar("must be an amount in quotes, such as \"0.05\"");
        if (scalar.getTag().equals(Tag.NULL)) {
            throw wrong("has no value; write an amount in quotes, such as \"0.05\"");
        }
        if (scalar.getScalarStyle() == ScalarStyle.PLAIN) {
            String given = scalar.getValue();
            throw wrong(
                    PLAIN_NUMBER.matcher(given).matches()
                            ? "amounts stand in quotes; write \"" + Texts.shown(given) + "\""
                            : "`" + Texts.shown(given) + "` is not an amount in quotes, such as \"0.05\"");
        }
        return scalar.getValue();
    }

    Usd usd() {
        String decimal = decimal();
        try {
            return Usd.parse(decimal);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw wrong(Texts.shownWhole(String.valueOf(e.getMessage())));
        }
    }

    Limit limit() {
        return isWord("unlimited") ? Limit.unlimited() : Limit.of(usd());
    }

    int number(int least, int most) {
        String range = "must be a whole number from " + least + " to " + most;
        ScalarNode scalar = scalar(range);
        if (!scalar.getTag().equals(Tag.INT) || !scalar.getValue().matches("0|[1-9][0-9]{0,8}")) {
            throw wrong(range + ", not `" + Texts.shown(scalar.getValue()) + "`");
        }
        int number = Integer.parseInt(scalar.getValue());
        if (number < least || number > most) {
            throw wrong(range + ", not `" + number + "`");
        }
        return number;
    }

    boolean isTrue() {
        ScalarNode scalar = scalar("must be true or false");
        if (!scalar.getTag().equals(Tag.BOOL)) {
            throw wrong("must be true or false, not `" + Texts.shown(scalar.getValue()) + "`");
        }
        return scalar.getValue().equals("true");
    }

    Duration duration(Duration most) {
        String text = scalar("must be a time such as 15s or 10m").getValue();
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw wrong("`" + Texts.shown(text) + "` is not a time such as 15s or 10m");
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration duration = matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMinutes(amount);
        if (duration.compareTo(most) > 0) {
            throw wrong("is longer than " + most.toSeconds() + "s");
        }
        return duration;
    }

    /** Whole days, written as {@code 90d}. */
    Duration days(int most) {
        String text = scalar("must be a time in days such as 90d").getValue();
        Matcher matcher = DAYS.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > most) {
            throw wrong("`" + Texts.shown(text) + "` is not a time in days such as 90d, at most " + most + "d");
        }
        return Duration.ofDays(Integer.parseInt(matcher.group(1)));
    }

    private ScalarNode scalar(String otherwise) {
        if (node instanceof ScalarNode scalar) {
            return scalar;
        }
        throw wrong(otherwise);
    }
}
