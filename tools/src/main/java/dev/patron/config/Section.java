package dev.patron.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** A mapping of a YAML file. A key that stands twice is an error at once; unknown and missing keys are all reported. */
final class Section {
    private static final int MOST_KEYS = 1000;

    private final YamlFile file;
    private final String path;
    private final MappingNode node;
    private final Map<String, Value> values = new LinkedHashMap<>();

    Section(YamlFile file, String path, MappingNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
        if (node.getValue().size() > MOST_KEYS) {
            throw file.wrong(node.getStartMark(), path, "has more than " + MOST_KEYS + " keys");
        }
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw file.wrong(tuple.getKeyNode().getStartMark(), path, "a key must be a plain word");
            }
            String word = key.getValue();
            Value value = new Value(file, pathOf(word), tuple.getValueNode());
            if (values.putIfAbsent(word, value) != null) {
                throw file.wrong(key.getStartMark(), pathOf(word), "stands twice; remove one of the two");
            }
        }
    }

    /**
     * States the keys that may stand here; every unknown and every missing one is noted.
     *
     * @param missing what to do about a missing key, for the message
     */
    Section keys(String missing, List<String> required, List<String> optional) {
        List<String> known = new ArrayList<>(required);
        known.addAll(optional);
        for (NodeTuple tuple : node.getValue()) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!known.contains(key)) {
                String near = Nearest.to(key, known)
                        .map(word -> "did you mean `" + word + "`?")
                        .orElse("known keys: " + String.join(", ", known));
                file.note(tuple.getKeyNode().getStartMark(), pathOf(key), "unknown key; " + near);
            }
        }
        for (String key : required) {
            if (!values.containsKey(key)) {
                file.note(node.getStartMark(), pathOf(key), "missing; " + missing);
            }
        }
        return this;
    }

    /** Every entry, in the order of the file. */
    Map<String, Value> entries() {
        return Collections.unmodifiableMap(values);
    }

    Optional<Value> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** A value that {@link #keys} has required. Its absence is already noted; this only stops the reading. */
    Value at(String key) {
        return find(key).orElseThrow(() -> new ConfigException(List.of()));
    }

    ConfigException wrong(String why) {
        return file.wrong(node.getStartMark(), path, why);
    }

    private String pathOf(String key) {
        String shown = Texts.shown(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }
}
