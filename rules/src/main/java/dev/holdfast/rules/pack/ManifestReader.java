package dev.holdfast.rules.pack;

import dev.holdfast.record.Capability;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Nearest;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.rules.pack.PackManifest.Code;
import dev.holdfast.rules.pack.PackManifest.Severity;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a {@code pack.yaml}, strictly: every field must be known, and of its form. No object is made of what the YAML names. */
public final class ManifestReader {
    /** The largest file, in characters. */
    static final int MAXIMUM_CHARACTERS = 64 * 1024;

    private static final int MAXIMUM_DEPTH = 8;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("\\d{1,5}\\.\\d{1,5}\\.\\d{1,5}");
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final List<String> FIELDS =
            List.of("name", "version", "description", "requires", "capabilities", "codes");
    private static final List<String> CODE_FIELDS = List.of("severity", "meaning");

    private final DrlText source;
    private final List<Diagnostic> faults = new ArrayList<>();

    private ManifestReader(DrlText source) {
        this.source = source;
    }

    /**
     * What was read.
     *
     * @param manifest empty when there is a fault
     */
    public record Read(Optional<PackManifest> manifest, List<Diagnostic> faults) {}

    /** Reads; what is wrong stands in the result. */
    public static Read read(DrlText source) {
        return new ManifestReader(source).read();
    }

    private Read read() {
        Optional<Node> node = compose();
        if (node.isEmpty()) {
            return new Read(Optional.empty(), List.copyOf(faults));
        }
        var object = new YamlObject(source, node.get(), faults::add);
        object.allow(FIELDS);
        var manifest = new PackManifest(
                matching(object, "name", NAME, "lower-case letters, digits, `-` and `_`"),
                matching(object, "version", VERSION, "three numbers, such as `1.0.0`"),
                object.text("description"),
                object.texts("requires"),
                capabilities(object),
                codes(object));
        return new Read(faults.isEmpty() ? Optional.of(manifest) : Optional.empty(), List.copyOf(faults));
    }

    private Optional<Node> compose() {
        var options = new LoaderOptions();
        options.setCodePointLimit(MAXIMUM_CHARACTERS);
        options.setNestingDepthLimit(MAXIMUM_DEPTH);
        options.setMaxAliasesForCollections(0);
        try {
            Node node = new Yaml(options).compose(new StringReader(source.text()));
            if (node != null) {
                return Optional.of(node);
            }
            fault(0, "expected the fields " + FIELDS + ", found an empty file");
        } catch (MarkedYAMLException e) {
            int offset = e.getProblemMark() == null
                    ? 0
                    : source.offsetOf(e.getProblemMark().getLine() + 1)
                            + e.getProblemMark().getColumn();
            fault(offset, "expected YAML: " + e.getProblem());
        } catch (YAMLException | StackOverflowError e) {
            fault(0, "expected YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private String matching(YamlObject object, String field, Pattern form, String words) {
        String text = object.text(field);
        if (!text.isEmpty() && !form.matcher(text).matches()) {
            object.faultAt(field, "expected " + words + " for `" + field + "`, found `" + text + "`", "");
        }
        return text;
    }

    private static List<Capability> capabilities(YamlObject object) {
        List<String> names = Arrays.stream(Capability.values())
                .filter(each -> each != Capability.OTHER)
                .map(Capability::name)
                .toList();
        var capabilities = new ArrayList<Capability>();
        for (String name : object.texts("capabilities")) {
            if (names.contains(name)) {
                capabilities.add(Capability.valueOf(name));
            } else {
                object.faultAt(
                        "capabilities",
                        "expected capabilities among " + names + ", found `" + name + "`",
                        Nearest.hint(name, names));
            }
        }
        return capabilities;
    }

    private static TreeMap<String, Code> codes(YamlObject object) {
        var codes = new TreeMap<String, Code>();
        object.object("codes").ifPresent(declared -> {
            for (String name : declared.names()) {
                if (!CODE.matcher(name).matches()) {
                    declared.faultAt(
                            name, "expected a code of capitals, digits and underscores, found `" + name + "`", "");
                }
                declared.object(name)
                        .flatMap(code -> code(code, declared.lineOf(name)))
                        .ifPresent(code -> codes.put(name, code));
            }
        });
        return codes;
    }

    private static Optional<Code> code(YamlObject object, int line) {
        List<String> severities =
                Arrays.stream(Severity.values()).map(Severity::name).toList();
        object.allow(CODE_FIELDS);
        String severity = object.text("severity");
        String meaning = object.text("meaning");
        if (severities.contains(severity)) {
            return Optional.of(new Code(Severity.valueOf(severity), meaning, line));
        } else if (!severity.isEmpty()) {
            object.faultAt(
                    "severity",
                    "expected one of " + severities + ", found `" + severity + "`",
                    Nearest.hint(severity, severities));
        }
        return Optional.empty();
    }

    private void fault(int offset, String message) {
        faults.add(Diagnostic.at(source, offset, 1, Problem.PACK, message, ""));
    }
}
