package dev.holdfast.rules.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.ConditionForms;
import dev.holdfast.rules.EdgeFacts;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlText;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.rules.failure.Failures;
import dev.holdfast.trust.facts.ExecutionFacts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks first is not warned, and whoever is not warned does not fail on what is not there. */
class PresenceTest {
    private static final String HEAD = """
            package dev.holdfast.packs.mine
            import dev.holdfast.trust.facts.ExecutionFacts
            import dev.holdfast.trust.verdict.Check
            import dev.holdfast.record.TrustState
            global dev.holdfast.rules.Findings findings
            """;

    private static DrlFile file(String conditions, String message) {
        return DrlReader.read(new DrlText(
                "mine/rules.drl",
                HEAD + "rule \"r\"\nwhen\n" + conditions + "\nthen\nfindings.pause(\"CODE\", " + message
                        + ");\nend\n"));
    }

    private static List<Diagnostic> warnings(DrlFile file) {
        assertThat(file.diagnostics()).isEmpty();
        return Presence.warnings(file, file.rules().get(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "metadata[\"x\"].startsWith(\"a\")                                # 17 # metadata[\"x\"]",
                "depth > 3, metadata.get(\"x\").endsWith(\"a\")                   # 28 # metadata.get(\"x\")",
                "$x : metadata[\"x\"], $x.contains(\"a\")                         # 37 # $x",
                "metadata[\"x\"].empty == false                                   # 17 # metadata[\"x\"]",
                "agent.startsWith(metadata[\"x\"])                                # 17 # metadata[\"x\"]",
                "counters[\"q\"] + 1 > 3                                          # 17 # counters[\"q\"]",
                "-counters[\"q\"] > 3                                             # 17 # counters[\"q\"]",
                "metadata[\"x\"] == null || metadata[\"y\"].length() > 3          # 42 # metadata[\"y\"]",
                "metadata[\"x\"] != null || metadata[\"x\"].length() > 3          # 42 # metadata[\"x\"]",
                "metadata[\"x\"] not contains \"a\", metadata[\"x\"].length() > 3 # 49 # metadata[\"x\"]",
                "metadata[\"x\"].length() > 3, metadata[\"x\"] != null            # 17 # metadata[\"x\"]",
            })
    void shouldWarnAtThePlaceWithTheRemedy(String condition, int column, String absent) {
        assertThat(warnings(file("ExecutionFacts( " + condition + " )", "\"so\"")))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.problem()).isEqualTo(Problem.MAY_FAIL);
                    assertThat(warning.isError()).isFalse();
                    assertThat(warning.path()).isEqualTo("mine/rules.drl");
                    assertThat(warning.line()).isEqualTo(8);
                    assertThat(warning.column()).isEqualTo(column);
                    assertThat(warning.message()).contains("`" + absent + "`");
                    assertThat(warning.hint()).isEqualTo("ask `" + absent + " != null` before it in the same pattern");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metadata[\"x\"] != null, metadata[\"x\"].startsWith(\"a\")",
                "metadata[\"x\"] != null && metadata[\"x\"].startsWith(\"a\")",
                "metadata.get(\"x\") != null, metadata[\"x\"].startsWith(\"a\")",
                "metadata[\"x\"] == null || metadata[\"x\"].startsWith(\"a\")",
                "!(metadata[\"x\"] == null || metadata[\"x\"].startsWith(\"a\"))",
                "$x : metadata[\"x\"] != null, $x.startsWith(\"a\"), metadata[\"x\"].length() > 3",
                "metadata.containsKey(\"x\"), metadata[\"x\"].length() > 3",
                "metadata[\"x\"] == \"a\", metadata[\"x\"].length() > 3",
                "metadata[\"x\"] == agent, metadata[\"x\"].length() > 3",
                "metadata[\"x\"] in (\"a\", \"b\"), metadata[\"x\"].length() > 3",
                "metadata[\"x\"] matches \"a.*\", metadata[\"x\"].length() > 3",
                "metadata[\"x\"] contains \"a\", metadata[\"x\"].length() > 3",
                "counters[\"q\"] > 3, counters[\"q\"] * 2 > 100",
                "counter(\"q\") * 2 > 100, agent.startsWith(\"a\"), depth + 1 > 3",
                "metadata[\"x\"] == \"a\", metadata[\"x\"] not contains \"b\", counters[\"q\"] > 3",
            })
    void shouldNotWarnWhoeverAsksFirst(String condition) {
        assertThat(warnings(file("ExecutionFacts( " + condition + " )", "\"so\"")))
                .isEmpty();
    }

    @Test
    void shouldNotTakeWhatAnotherPatternAsksForEnough() {
        assertThat(warnings(file(
                        "ExecutionFacts( metadata[\"x\"] != null ) ExecutionFacts( metadata[\"x\"].length() > 3 )",
                        "\"so\"")))
                .hasSize(1);
        assertThat(warnings(file(
                        "ExecutionFacts( $x : metadata[\"x\"] != null ) ExecutionFacts( $x.length() > 3 )", "\"so\"")))
                .isEmpty();
    }

    @Test
    void shouldWarnOfConsequences() {
        String bound = "ExecutionFacts( $x : metadata[\"x\"], $c : counters )";

        assertThat(warnings(file(bound, "$x"))).hasSize(1);
        assertThat(warnings(file(bound, "\"found \" + $x"))).isEmpty();
        assertThat(warnings(file(bound, "\"found \" + $x.length()")))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.line()).isEqualTo(10);
                    assertThat(warning.hint())
                            .isEqualTo("ask `$x != null` in the condition, or bind it there and ask that");
                });
        assertThat(warnings(file(bound, "\"found \" + ($c.get(\"q\") + 1)"))).hasSize(1);
        assertThat(warnings(file(bound.replace("$x :", "counters[\"q\"] > 3, $x :"), "\"n\" + ($c.get(\"q\") + 1)")))
                .isEmpty();
        assertThat(warnings(file(bound.replace("\"x\"]", "\"x\"] != null"), "\"found \" + $x.length()")))
                .isEmpty();
    }

    @Test
    void shouldWarnWhateverFailsOnWhatIsNotThere() {
        int failing = 0;
        int unwarned = 0;
        for (String form : ConditionForms.all()) {
            DrlFile file = file(form, "\"so\"");
            if (!file.isAcceptable()) {
                continue;
            }
            boolean warned = !warnings(file).isEmpty();
            unwarned += warned ? 0 : 1;
            var failures = new Failures(List.of(file));
            for (ExecutionFacts facts : EdgeFacts.ALL) {
                String failure = failures.failing(facts).orElse("");
                if (failure.contains("which is not there")) {
                    assertThat(warned).as("%s: %s", form, failure).isTrue();
                    failing++;
                }
            }
        }
        assertThat(failing).isGreaterThan(1_000);
        assertThat(unwarned).isGreaterThan(1_000);
    }
}
