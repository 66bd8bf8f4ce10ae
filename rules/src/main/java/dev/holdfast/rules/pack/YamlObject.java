package dev.holdfast.rules.pack;

import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Nearest;
import dev.holdfast.rules.drl.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads an object of YAML field by field; what is missing, unknown or of another kind is said with its place. */
final class YamlObject {
    private final DrlText source;
    private final Node at;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final Consumer<Diagnostic> faults;

    YamlObject(DrlText source, Node node, Consumer<Diagnostic> faults) {
        this.source = source;
        this.at = node;
        this.faults = faults;
        if (!(node instanceof MappingNode mapping)) {
            fault(node, "expected fields, found something else", "");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                fault(tuple.getKeyNode(), "expected a field's name, found something else", "");
            } else if (fields.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                fault(key, "expected each field once, found `" + key.getValue() + "` again", "");
            } else {
                lines.put(key.getValue(), key.getStartMark().getLine() + 1);
            }
        }
    }

    /** Says which fields there may be. */
    void allow(List<String> names) {
        for (Map.Entry<String, Node> field : fields.entrySet()) {
            if (!names.contains(field.getKey())) {
                fault(
                        field.getValue(),
                        "expected one of the fields " + names + ", found `" + field.getKey() + "`",
                        Nearest.hint(field.getKey(), names));
            }
        }
    }

    /** A text that must be there. */
    String text(String name) {
        Node node = fields.get(name);
        if (node == null) {
            fault(at, "expected the field `" + name + "`, found none", "add `" + name + ": ...`");
            return "";
        }
        String text = node instanceof ScalarNode scalar ? scalar.getValue().strip() : "";
        if (text.isEmpty()) {
            fault(node, "expected a text for `" + name + "`, found none", "");
        }
        return text;
    }

    /** Texts; none when the field is missing. */
    List<String> texts(String name) {
        Node node = fields.get(name);
        var texts = new ArrayList<String>();
        if (node instanceof SequenceNode sequence) {
            for (Node each : sequence.getValue()) {
                if (each instanceof ScalarNode scalar) {
                    texts.add(scalar.getValue());
                } else {
                    fault(each, "expected texts in `" + name + "`, found something else", "");
                }
            }
        } else if (node != null) {
            fault(node, "expected a list for `" + name + "`, found something else", "write `" + name + ": []`");
        }
        return texts;
    }

    /** Names of all fields, in order. */
    Set<String> names() {
        return fields.keySet();
    }

    /** The line on which a field's name stands, from 1. */
    int lineOf(String name) {
        return lines.getOrDefault(name, 1);
    }

    /** An object; empty when the field is missing. */
    Optional<YamlObject> object(String name) {
        return Optional.ofNullable(fields.get(name)).map(node -> new YamlObject(source, node, faults));
    }

    /** Says that a field is wrong. */
    void faultAt(String name, String message, String hint) {
        fault(Optional.ofNullable(fields.get(name)).orElse(at), message, hint);
    }

    private void fault(Node node, String message, String hint) {
        int offset = source.offsetOf(node.getStartMark().getLine() + 1)
                + node.getStartMark().getColumn();
        faults.accept(Diagnostic.at(source, offset, 1, Problem.PACK, message, hint));
    }
}
