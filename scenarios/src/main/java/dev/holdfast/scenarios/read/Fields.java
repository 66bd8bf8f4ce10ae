package dev.holdfast.scenarios.read;

import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** An object of YAML, read field by field. What is missing, unknown or of another kind is said with its place; reading then goes on. */
final class Fields {
    private final DrlText source;
    private final Node at;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> names = new LinkedHashMap<>();
    private final Consumer<Fault> faults;

    Fields(DrlText source, Node node, Consumer<Fault> faults) {
        this.source = source;
        this.at = node;
        this.faults = faults;
        if (!(node instanceof MappingNode mapping)) {
            fault(node, "expected fields, found something else");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                fault(tuple.getKeyNode(), "expected the name of a field, found something else");
            } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                fault(key, "expected each field once, found `" + key.getValue() + "` again");
            } else {
                names.put(key.getValue(), key);
            }
        }
    }

    /** Says which fields there may be. */
    Fields allow(List<String> known) {
        names.forEach((name, node) -> {
            if (!known.contains(name)) {
                String hint = Nearest.hint(name, known);
                fault(
                        node,
                        "expected one of the fields " + known + ", found `" + name + "`"
                                + (hint.isEmpty() ? "" : "; " + hint));
            }
        });
        return this;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The line on which it begins, from 1. */
    int line() {
        return at.getStartMark().getLine() + 1;
    }

    /** A text; empty when the field is missing. */
    Optional<String> text(String name) {
        Node node = values.get(name);
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue().strip());
        } else if (node != null) {
            fault(node, "expected a text for `" + name + "`, found none");
        }
        return Optional.empty();
    }

    /** A text that must be there; an empty one when it is not, which has been said. */
    String required(String name) {
        require(name);
        return text(name).orElse("");
    }

    /** Says when a field is missing. */
    void require(String name) {
        if (!has(name)) {
            fault(at, "expected the field `" + name + "`, found none; add `" + name + ": ...`");
        }
    }

    /** A duration in milliseconds. */
    OptionalLong millis(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong millis = DurationText.millis(text.get());
        if (millis.isEmpty()) {
            faultAt(name, "expected " + DurationText.FORM_IN_WORDS + " for `" + name + "`, found `" + text.get() + "`");
        }
        return millis;
    }

    /** Durations in milliseconds by name. */
    SortedMap<String, Long> millisMap(String name) {
        var map = new TreeMap<String, Long>();
        fields(name)
                .ifPresent(inner ->
                        inner.names().forEach(each -> inner.millis(each).ifPresent(millis -> map.put(each, millis))));
        return map;
    }

    /** Milliseconds as records hold them: within the numbers of an int, and not below 0. */
    static int wholeMillis(long millis) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, millis));
    }

    /** True or false. */
    Optional<Boolean> flag(String name) {
        Optional<String> text = text(name);
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            faultAt(name, "expected true or false for `" + name + "`, found `" + text.get() + "`");
            return Optional.empty();
        }
        return text.map("true"::equals);
    }

    /** A whole number. */
    OptionalLong number(String name) {
        Node node = values.get(name);
        return node == null ? OptionalLong.empty() : number(name, node);
    }

    /** One of some choices, by its name; upper and lower case are alike. */
    <E extends Enum<E>> Optional<E> choice(String name, List<E> choices) {
        return text(name).flatMap(text -> choice(name, text, choices));
    }

    /** Some of them, as a list. */
    <E extends Enum<E>> List<E> choices(String name, List<E> choices) {
        return texts(name).stream()
                .flatMap(text -> choice(name, text, choices).stream())
                .toList();
    }

    /** Texts, as a list. */
    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (Node each : items(name)) {
            if (each instanceof ScalarNode scalar) {
                texts.add(scalar.getValue());
            } else {
                fault(each, "expected texts in `" + name + "`, found something else");
            }
        }
        return texts;
    }

    /** Texts by name. */
    SortedMap<String, String> textMap(String name) {
        var map = new TreeMap<String, String>();
        eachOf(name, (key, node) -> {
            if (node instanceof ScalarNode scalar) {
                map.put(key, scalar.getValue());
            } else {
                fault(node, "expected a text for `" + key + "` in `" + name + "`, found something else");
            }
        });
        return map;
    }

    /** Whole numbers by name. */
    SortedMap<String, Long> numberMap(String name) {
        var map = new TreeMap<String, Long>();
        eachOf(name, (key, node) -> number(key, node).ifPresent(number -> map.put(key, number)));
        return map;
    }

    /** Lists of texts by name; a text stands for a list of one. */
    SortedMap<String, List<String>> textsMap(String name) {
        var map = new TreeMap<String, List<String>>();
        fields(name)
                .ifPresent(inner -> inner.values.forEach((key, node) -> {
                    map.put(
                            key,
                            node instanceof ScalarNode scalar
                                    ? List.of(scalar.getValue())
                                    : List.copyOf(inner.texts(key)));
                }));
        return map;
    }

    /** An object. */
    Optional<Fields> fields(String name) {
        return Optional.ofNullable(values.get(name)).map(node -> new Fields(source, node, faults));
    }

    /** A list of objects. */
    List<Fields> list(String name) {
        return items(name).stream()
                .map(node -> new Fields(source, node, faults))
                .toList();
    }

    /** Names of all fields, in order. */
    List<String> names() {
        return List.copyOf(names.keySet());
    }

    /** Whether a field holds an object. */
    boolean isObject(String name) {
        return values.get(name) instanceof MappingNode;
    }

    /** Says that a field is wrong; the whole object, if there is none of that name. */
    void faultAt(String name, String message) {
        fault(Optional.ofNullable(values.get(name)).orElse(at), message);
    }

    private List<Node> items(String name) {
        Node node = values.get(name);
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        } else if (node != null) {
            fault(node, "expected a list for `" + name + "`, found something else; write `" + name + ": []`");
        }
        return List.of();
    }

    private void eachOf(String name, BiConsumer<String, Node> each) {
        fields(name).ifPresent(inner -> inner.values.forEach(each));
    }

    private OptionalLong number(String name, Node node) {
        if (node instanceof ScalarNode scalar && scalar.getValue().matches("-?[\\d_]{1,18}")) {
            try {
                return OptionalLong.of(Long.parseLong(scalar.getValue().replace("_", "")));
            } catch (NumberFormatException e) {
                // Only underscores: said below.
            }
        }
        fault(
                node,
                "expected a whole number for `" + name + "`, found "
                        + (node instanceof ScalarNode scalar ? "`" + scalar.getValue() + "`" : "something else"));
        return OptionalLong.empty();
    }

    private <E extends Enum<E>> Optional<E> choice(String name, String text, List<E> choices) {
        Optional<E> chosen = choices.stream()
                .filter(each -> each.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst();
        if (chosen.isEmpty()) {
            String hint = Nearest.hint(text, choices.stream().map(Enum::name).toList());
            faultAt(
                    name,
                    "expected one of " + choices + " for `" + name + "`, found `" + text + "`"
                            + (hint.isEmpty() ? "" : "; " + hint));
        }
        return chosen;
    }

    private void fault(Node node, String message) {
        faults.accept(new Fault(
                source.path(),
                node.getStartMark().getLine() + 1,
                node.getStartMark().getColumn() + 1,
                message));
    }

    /** All choices of a kind but those that stand for what is not known. */
    static <E extends Enum<E>> List<E> all(Class<E> kind) {
        return Arrays.stream(kind.getEnumConstants())
                .filter(each -> !each.name().equals("OTHER") && !each.name().equals("NOTHING"))
                .toList();
    }
}
