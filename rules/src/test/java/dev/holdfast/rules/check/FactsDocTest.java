package dev.holdfast.rules.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.FactType;
import dev.holdfast.rules.drl.ValueType;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactKind;
import dev.holdfast.trust.verdict.Finding;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps {@code docs/rules/facts.md} as the facts are, and its examples such that they compile and fire. */
class FactsDocTest {
    private static final Path DOC = Path.of("..", "docs", "rules", "facts.md");
    private static final Path SOURCE =
            Path.of("..", "trust", "src", "main", "java", "dev", "holdfast", "trust", "facts", "ExecutionFacts.java");
    private static final Pattern PARAMETER = Pattern.compile("(?s)\\* @param (\\w+) (.*?)(?=\\n \\* @param|\\n \\*/)");
    private static final FactType TYPE = FactType.all().get(0);

    private static RulesEngine engine;

    @BeforeAll
    @SuppressWarnings("NullAway")
    static void compile() throws CompiledRuleset.Broken {
        String head = "package dev.holdfast.packs.examples\n"
                + DrlReader.imports().stream()
                        .map(name -> "import " + name + "\n")
                        .collect(Collectors.joining())
                + "global dev.holdfast.rules.Findings findings\n";
        engine = CompiledRuleset.compile(Ruleset.of(List.of(new Ruleset.RuleFile(
                        "examples/facts.drl",
                        head + FactRow.ALL.stream().map(FactsDocTest::rule).collect(Collectors.joining())))))
                .newEngine();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    static List<FactRow> rows() {
        return FactRow.ALL;
    }

    private static String rule(FactRow row) {
        return "rule \"" + row.property() + "\" when ExecutionFacts( " + row.example()
                + " ) then findings.pause(\"EXAMPLE\", \"x\"); end\n";
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldFireOnItsExampleAndNotOnBlankFacts(FactRow row) {
        assertThat(rulesThatFire(facts(row))).contains(row.property());
        if (!row.example().contains("not in")) {
            assertThat(rulesThatFire(FactKind.of(ExecutionFacts.class).with(Map.of())))
                    .doesNotContain(row.property());
        }
    }

    private static List<String> rulesThatFire(ExecutionFacts facts) {
        return engine.evaluate(facts).stream().map(Finding::rule).toList();
    }

    private static ExecutionFacts facts(FactRow row) {
        return FactKind.of(ExecutionFacts.class).with(Map.of(row.property(), row.value()));
    }

    @Test
    void shouldDescribeEveryPropertyAsItIs() throws IOException {
        Map<String, String> meanings = meanings();
        String table = FactRow.ALL.stream()
                .map(row -> "| `%s` | %s | %s | %s | %s | `%s` |\n"
                        .formatted(
                                row.property(),
                                type(row.property()),
                                unit(row.property()),
                                meanings.get(row.property()),
                                row.unknown(),
                                row.example().replace("|", "\\|")))
                .collect(Collectors.joining());
        String calls = TYPE.calls().entrySet().stream()
                .map(call -> "- `%s(%s)`: %s\n"
                        .formatted(
                                call.getKey(),
                                call.getValue().parameters().stream()
                                        .map(ValueType::toString)
                                        .collect(Collectors.joining(", ")),
                                call.getValue().result()))
                .collect(Collectors.joining());
        String imports = DrlReader.imports().stream()
                .map(name -> "    import " + name + "\n")
                .collect(Collectors.joining());
        String expected = """
                # What rules know of an execution

                A rule about executions has one pattern, `ExecutionFacts( ... )`: everything that is known of one execution at one instant. It is evaluated whenever
                something changes, with the instant of the record that changed it; rules read no clock. This page is made from the code, and each example is
                compiled and fired by a test.

                A value that is not known is empty or 0, and something beside it says so. Rules only tighten: whatever they find or miss, nothing is leased while
                identity, authorization, policy, environment, lineage or behaviour is not verified.

                | property | type | unit | what it is | unknown | example |
                |---|---|---|---|---|---|
                %s
                ## Calls

                Of the facts, beside the properties:

                %s
                Of a text: `isEmpty()`, `length()`, `contains(text)`, `startsWith(text)`, `endsWith(text)`. Of a list: `isEmpty()`, `size()`, `contains(text)`. Of a
                map: `isEmpty()`, `size()`, `containsKey(name)`, `get(name)`, and in conditions `["name"]`. In conditions `.empty` can be compared.

                ## What can be imported

                %s
                """.formatted(table, calls, imports).stripTrailing() + "\n";
        Path current = Path.of("target", "facts.md");
        Files.createDirectories(current.getParent());
        Files.writeString(current, expected);

        assertThat(Files.readString(DOC))
                .as("the facts changed: copy rules/%s to docs/rules/facts.md", current)
                .isEqualTo(expected);
    }

    @Test
    void shouldHaveARowForEachProperty() {
        assertThat(FactRow.ALL)
                .extracting(FactRow::property)
                .as("a property changed: change FactRow as well")
                .containsExactlyElementsOf(Arrays.stream(ExecutionFacts.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    private static Map<String, String> meanings() throws IOException {
        var meanings = new HashMap<String, String>();
        PARAMETER
                .matcher(Files.readString(SOURCE))
                .results()
                .forEach(found -> meanings.put(
                        found.group(1),
                        found.group(2)
                                .replaceAll("\\s*\\n \\*\\s*", " ")
                                .replaceAll("\\{@(?:code|link)\\s+([^}]*)}", "`$1`")
                                .replace("|", "\\|")));
        return meanings;
    }

    private static String type(String property) {
        ValueType type = TYPE.properties().get(property);
        return type.kind() == ValueType.Kind.CHOICE
                ? Arrays.stream(type.choices().getEnumConstants())
                        .map(each -> "`" + type.choices().getSimpleName() + "." + each + "`")
                        .collect(Collectors.joining(", "))
                : type.toString();
    }

    private static String unit(String property) {
        boolean number = TYPE.properties().get(property).is(ValueType.Kind.NUMBER);
        return property.endsWith("Millis") ? "ms" : number ? "count" : "";
    }
}
