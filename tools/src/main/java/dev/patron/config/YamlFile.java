package dev.patron.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A YAML 1.2 file, strictly read: one document, a mapping at its root, no anchors, aliases or tags, at most
 * {@value #MOST_BYTES} bytes and {@value #MOST_DEPTH} levels. It is composed to nodes and never to objects, so every
 * value knows its line and nothing in a file can name a class.
 */
final class YamlFile {
    static final int MOST_BYTES = 1024 * 1024;
    static final int MOST_DEPTH = 16;
    private static final int MOST_EVENTS = 200_000;

    private final String name;
    private final int firstLine;
    private final List<String> problems = new ArrayList<>();

    private YamlFile(String name, int firstLine) {
        this.name = name;
        this.firstLine = firstLine;
    }

    /**
     * Reads a file as {@code shape} says.
     *
     * @throws ConfigException with every problem found up to and including the first value that could not be read
     */
    static <T> T read(Path file, Function<Section, T> shape) {
        byte[] bytes = Texts.bytes(file, MOST_BYTES);
        return parse(file.toString(), 1, Texts.decoded(file.toString(), bytes), shape);
    }

    /** As {@link #read}, for text whose first line is {@code firstLine} of its file. */
    static <T> T parse(String name, int firstLine, String source, Function<Section, T> shape) {
        YamlFile file = new YamlFile(name, firstLine);
        try {
            T result = shape.apply(file.root(source));
            if (file.problems.isEmpty()) {
                return result;
            }
        } catch (ConfigException e) {
            file.problems.addAll(e.problems());
        }
        throw new ConfigException(file.problems);
    }

    /** Notes a problem and goes on; it is thrown with the others at the end. */
    void note(Optional<Mark> at, String path, String why) {
        problems.add(text(at, path, why));
    }

    ConfigException wrong(Optional<Mark> at, String path, String why) {
        return new ConfigException(text(at, path, why));
    }

    private String text(Optional<Mark> at, String path, String why) {
        String line = at.map(mark -> ":" + (mark.getLine() + firstLine)).orElse("");
        return Texts.shownWhole(name) + line + ": " + (path.isEmpty() ? "" : path + ": ") + why;
    }

    private Section root(String source) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MOST_BYTES)
                .setMaxAliasesForCollections(0)
                .setUseMarks(true)
                .build();
        try {
            inspect(new Parse(settings).parseString(source));
            Node node = new Compose(settings)
                    .composeString(source)
                    .orElseThrow(() -> wrong(Optional.empty(), "", "is empty; see the file that Patron ships"));
            return new Value(this, "", node).section();
        } catch (MarkedYamlEngineException e) {
            throw wrong(e.getProblemMark(), "", "is not YAML: " + Texts.shown(e.getProblem()));
        } catch (YamlEngineException e) {
            throw wrong(Optional.empty(), "", "is not YAML: " + Texts.shown(String.valueOf(e.getMessage())));
        }
    }

    /** Refuses what this dialect leaves out before anything is built from it, so that no file can exhaust memory. */
    private void inspect(Iterable<Event> events) {
        int depth = 0;
        int seen = 0;
        int documents = 0;
        for (Event event : events) {
            if (++seen > MOST_EVENTS) {
                throw wrong(event.getStartMark(), "", "has too many values");
            }
            refuse(event);
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                throw wrong(event.getStartMark(), "", "holds a second document; remove the `---` line");
            }
            if (event instanceof CollectionStartEvent && ++depth > MOST_DEPTH) {
                throw wrong(event.getStartMark(), "", "is nested more than " + MOST_DEPTH + " levels deep");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private void refuse(Event event) {
        if (event instanceof AliasEvent) {
            throw wrong(event.getStartMark(), "", "aliases (`*name`) are not used here; write the value out");
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw wrong(event.getStartMark(), "", "anchors (`&name`) are not used here; write each value out");
        }
        boolean tagged = (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
                || (event instanceof CollectionStartEvent start
                        && start.getTag().isPresent());
        if (tagged) {
            throw wrong(event.getStartMark(), "", "tags (`!name`) are not used here; write the plain value");
        }
    }
}
