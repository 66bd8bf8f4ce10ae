package dev.holdfast.rules.drl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrlReaderTest {
    private static final String HEAD = """
            package dev.holdfast.packs.local
            import dev.holdfast.trust.facts.ExecutionFacts
            import dev.holdfast.trust.verdict.Check
            global dev.holdfast.rules.Findings findings
            """;

    private static DrlFile read(String text) {
        return DrlReader.read(new DrlText("local/rules.drl", text));
    }

    private static String rule(String conditions, String message) {
        return HEAD + "rule \"r\" when ExecutionFacts( " + conditions + " ) then findings.pause(\"CODE\", " + message
                + "); end\n";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "depth > 3 && < 5",
                "depth > 3 || depth < 1, $d : depth",
                "(depth + 1) * 2 >= -4 % 3",
                "agent matches \"batch-.*\", tenant not matches \"a|b\"",
                "agent in (\"a\", \"b\")",
                "scopeViolations contains \"x y\", agent memberOf scopeViolations",
                "evidence[\"executable.sha256\"] == \"aa\", counters[\"cpu\"] > 5",
                "evidence.get(\"a\") != null, metadata.containsKey(\"a\")",
                "counter(\"cpu\") + counter(\"io\") > 86400000000",
                "policy == Check.FAILED, heartbeatSeen, !grantPresent",
                "attestationsStale.empty == false, $names : attestationsStale",
                "$big : counter(\"cpu\") > 5",
                "$agent : agent, agent.startsWith(\"a\") || agent.length() > 3"
            })
    void shouldReadWhatRulesNeed(String conditions) {
        DrlFile file = read(rule(conditions, "\"x\""));

        assertThat(file.diagnostics()).isEmpty();
        assertThat(file.rules()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missedHeartbeat > 3 | did you mean `missedHeartbeats`?",
                "policy == Check.FAILD | did you mean `FAILED`?",
                "budgetExceeded.empty == false | did you mean `budgetsExceeded`?",
                "evidence.containKey(\"a\") | did you mean `containsKey`?",
                "counte(\"a\") > 3 | did you mean `counter`?"
            })
    void shouldNameWhatWasMeant(String conditions, String hint) {
        assertThat(read(rule(conditions, "\"x\"")).diagnostics())
                .singleElement()
                .satisfies(diagnostic -> {
                    assertThat(diagnostic.problem()).isEqualTo(Problem.UNKNOWN_PROPERTY);
                    assertThat(diagnostic.hint()).isEqualTo(hint);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "depth == 86400000000",
                "-2147483648 < depth",
                "scopeViolations.size() > (86400000000)",
                "agent.length() in (1, 86400000000)"
            })
    void shouldRefuseNumbersThatTheEngineCannotCompare(String conditions) {
        assertThat(read(rule(conditions, "\"x\"")).diagnostics())
                .singleElement()
                .satisfies(diagnostic -> {
                    assertThat(diagnostic.problem()).isEqualTo(Problem.TYPE);
                    assertThat(diagnostic.message()).contains("from -2147483647 to 2147483647");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"depth == 2147483647", "grantRemainingMillis < 86400000000", "counter(\"size\") > 86400000000"})
    void shouldTakeNumbersThatItCanCompare(String conditions) {
        assertThat(read(rule(conditions, "\"x\"")).diagnostics()).isEmpty();
    }

    @Test
    void shouldReadWhatMessagesNeed() {
        DrlFile file = read(HEAD + """
                rule "r" salience -3 dialect "java"
                when
                    $f : ExecutionFacts( $d : depth, $c : counters, $names : scopeViolations ) // here
                then
                    /* one */ findings.pause("A", $names + ": " + (-$d + 2) + $c.get("x") + $f.missedHeartbeats() + $f.counter("y"));
                    findings.halt("B", "a \\"b\\" \\\\ end");
                end
                """);

        assertThat(file.diagnostics()).isEmpty();
        assertThat(file.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.salience()).hasValue(-3);
            assertThat(rule.sayings()).extracting(DrlRule.Saying::code).containsExactly("A", "B");
        });
    }

    @Test
    void shouldSayAllThatIsWrongAtOnce() {
        DrlFile file = read("""
                package dev.holdfast.packs.local
                import java.util.List
                import dev.holdfast.trust.facts.ExecutionFacts
                rule "a" when ExecutionFacts( dept > 1, agent > 2 ) then end
                rule "b" timer (int: 1s) when ExecutionFacts() then end
                """);

        assertThat(file.diagnostics())
                .extracting(Diagnostic::problem)
                .containsExactly(Problem.IMPORT, Problem.UNKNOWN_PROPERTY, Problem.TYPE, Problem.ATTRIBUTE);
    }

    @Test
    void shouldSayWhereAndWhat() {
        Diagnostic diagnostic = read(rule("dept > 1", "\"x\"")).diagnostics().get(0);

        assertThat(diagnostic)
                .hasToString(
                        "local/rules.drl:5:31: UNKNOWN_PROPERTY: expected a name of `ExecutionFacts`, found `dept`;"
                                + " did you mean `depth`?");
        assertThat(diagnostic.found()).isEqualTo("dept");
        assertThat(diagnostic.sourceLine()).startsWith("rule \"r\" when ExecutionFacts( dept > 1 )");
    }

    @Test
    void shouldCountLinesThatEndAsOnWindows() {
        Diagnostic diagnostic = read(rule("dept > 1", "\"x\"").replace("\n", "\r\n"))
                .diagnostics()
                .get(0);

        assertThat(diagnostic.line()).isEqualTo(5);
        assertThat(diagnostic.column()).isEqualTo(31);
        assertThat(diagnostic.sourceLine()).endsWith("end");
    }

    @Test
    void shouldRefuseAByteOrderMark() {
        assertThat(read("\uFEFF" + rule("depth > 1", "\"x\"")).diagnostics())
                .extracting(Diagnostic::problem)
                .containsExactly(Problem.ENCODING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202e", "\u2066", "\u200b", "\u0000", "\u001b"})
    void shouldRefuseWhatCannotBeSeen(String sign) {
        assertThat(read(rule("depth > 1", "\"x\"") + "// a" + sign + "b\n").diagnostics())
                .singleElement()
                .satisfies(diagnostic -> {
                    assertThat(diagnostic.problem()).isEqualTo(Problem.ENCODING);
                    assertThat(diagnostic.line()).isEqualTo(6);
                });
    }

    @Test
    void shouldNameTheLineThatIsNoUtf8() {
        byte[] latin1 = (HEAD + "// f\u00fcr alle\n").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(DrlBytes.decode("local/rules.drl", latin1).fault())
                .hasValueSatisfying(
                        fault -> assertThat(fault)
                                .hasToString(
                                        "local/rules.drl:5:5: ENCODING: expected UTF-8, found the byte 0xfc; save the file as UTF-8"));
        assertThat(DrlBytes.decode("x", "f\u00fcr".getBytes(StandardCharsets.UTF_8))
                        .fault())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "// nothing\n"})
    void shouldAskForAPackageInAnEmptyFile(String text) {
        assertThat(read(text).diagnostics()).extracting(Diagnostic::problem).containsExactly(Problem.PACKAGE);
    }

    @Test
    void shouldReadTenThousandLines() {
        String rules = IntStream.range(0, 2_000)
                .mapToObj(i ->
                        "rule \"r%d\"\nwhen\n  ExecutionFacts( depth == %d )\nthen findings.pause(\"A\", \"a\");\nend\n"
                                .formatted(i, i))
                .collect(Collectors.joining());

        DrlFile file = read(HEAD + rules + "rule \"last\" when ExecutionFacts( dept > 1 ) then end\n");

        assertThat(file.rules()).hasSize(2_000);
        assertThat(file.diagnostics()).extracting(Diagnostic::line).containsExactly(10_005);
    }

    /** Each took the parser seconds or more, before what it looks at was counted. */
    @ParameterizedTest
    @ValueSource(strings = {"(A)", "(A<B>)", "a[b", "a[(b", "[", "x(y[z"})
    void shouldStopAParserThatTriesTooManyWays(String opening) {
        int times = 24 / Math.max(1, opening.replaceAll("[^(\\[]", "").length());
        String closing = opening.endsWith(")")
                ? ""
                : new StringBuilder(opening.replaceAll("[^(\\[]", ""))
                        .reverse()
                        .toString()
                        .replace('(', ')')
                        .replace('[', ']');

        DrlFile file = read(rule(opening.repeat(times) + " 1 " + closing.repeat(times), "\"x\""));

        assertThat(file.isAcceptable()).isFalse();
        assertThat(file.diagnostics()).hasSizeLessThan(3);
    }

    @Test
    void shouldBoundBracketsOfAFile() {
        assertThat(read(HEAD + "rule \"r\" when " + "ExecutionFacts() ".repeat(30_000) + " then end")
                        .diagnostics())
                .extracting(Diagnostic::problem)
                .containsExactly(Problem.TOO_LARGE);
    }

    @Test
    void shouldFindNamesThatAreUsedTwiceAcrossFiles() {
        var files = List.of(
                DrlReader.read(new DrlText("local/a.drl", rule("depth > 1", "\"x\""))),
                DrlReader.read(new DrlText("local/b.drl", rule("depth > 2", "\"x\""))));

        assertThat(RuleNames.duplicates(files)).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.path()).isEqualTo("local/b.drl");
            assertThat(diagnostic.message()).contains("first in local/a.drl:5");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch-.*", "[a-z]{1,8}-\\\\d+", "(?:a|b)c?", "a.*b.*c"})
    void shouldAcceptRegularExpressionsThatEndSoon(String regex) {
        assertThat(read(rule("agent matches \"" + regex + "\"", "\"x\"")).diagnostics())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a*)*", "(a|b)*c", "(?=a)b", "(?i)a", "((a?)b)+", "a*b*c*d*e*", "[a&&[b]]", "\\\\p{L}+"})
    void shouldRefuseRegularExpressionsThatMayNot(String regex) {
        assertThat(read(rule("agent matches \"" + regex + "\"", "\"x\"")).diagnostics())
                .extracting(Diagnostic::problem)
                .containsExactly(Problem.REGEX);
    }
}
