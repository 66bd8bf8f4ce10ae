package dev.holdfast.rules.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.FactType;
import dev.holdfast.rules.drl.Problem;
import dev.holdfast.rules.pack.Pack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleCheckTest {
    private static final Path SHIPPED = Path.of("packs");
    private static final String HEAD = """
            package dev.holdfast.packs.local
            import dev.holdfast.trust.facts.ExecutionFacts
            import dev.holdfast.trust.admission.AdmissionFacts
            import dev.holdfast.trust.verdict.Check
            global dev.holdfast.rules.Findings findings
            """;
    private static final String MANIFEST = """
            name: mine
            version: 1.0.0
            description: Mine.
            codes:
              CODE: {severity: PAUSE, meaning: Found.}
            """;

    @TempDir
    private Path directory = Path.of("");

    private Pack pack(String name, String manifest, String rules) throws IOException {
        Path folder = Files.createDirectories(directory.resolve(name));
        Files.writeString(folder.resolve("pack.yaml"), manifest);
        Files.writeString(folder.resolve("rules.drl"), rules);
        return Pack.read(folder);
    }

    private List<Diagnostic> check(Pack... packs) {
        long[] nanos = {0};
        return RuleCheck.check(List.of(packs), () -> nanos[0] += 10_000_000).diagnostics();
    }

    private List<Diagnostic> checkRules(String rules) throws IOException {
        return check(pack("mine", MANIFEST, HEAD + rules));
    }

    private static String rule(String conditions) {
        return "rule \"r\" when " + conditions + " then findings.pause(\"CODE\", \"x\"); end\n";
    }

    @Test
    void shouldSeeWhatStaysOfTheBaselineBesideAPackInItsPlace() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("baseline"));
        try (Stream<Path> files = Files.list(SHIPPED.resolve("baseline"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                Files.copy(file, folder.resolve(name.equals("heartbeats.drl") ? "beats.drl" : name));
            }
        }

        assertThat(check(Pack.read(folder))).anySatisfy(diagnostic -> {
            assertThat(diagnostic.isError()).isTrue();
            assertThat(diagnostic.toString()).contains("heartbeats late");
        });
    }

    @Test
    void shouldFindNothingInWhatShips() throws IOException {
        var packs = new ArrayList<Pack>();
        try (Stream<Path> folders = Files.list(SHIPPED)) {
            for (Path folder : folders.sorted().toList()) {
                packs.add(Pack.read(folder));
            }
        }

        assertThat(check(packs.toArray(Pack[]::new))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ExecutionFacts( depth > 5, depth < 3 )",
                "ExecutionFacts( depth > 5 && depth <= 5 )",
                "ExecutionFacts( depth == 1, depth == 2 )",
                "ExecutionFacts( depth == 1, depth != 1 )",
                "ExecutionFacts( missedHeartbeats < 0 )",
                "ExecutionFacts( agent == \"a\", agent == \"b\" )",
                "ExecutionFacts( agent == \"a\", agent not in (\"a\", \"b\") )",
                "ExecutionFacts( policy == Check.FAILED, policy == Check.VERIFIED )",
                "ExecutionFacts( policy not in (Check.FAILED, Check.UNKNOWN, Check.VERIFIED) )",
                "ExecutionFacts( heartbeatSeen, heartbeatSeen == false )",
                "ExecutionFacts( counter(\"a\") > 5, 3 > counter(\"a\") )",
                "ExecutionFacts( pausedMillis > graceMillis, graceMillis > pausedMillis )",
                "ExecutionFacts( agent matches \"a.*\", agent not matches \"a.*\" )",
                "ExecutionFacts( evidence[\"a\"] == \"x\", evidence[\"a\"] == null )",
                "ExecutionFacts( $d : depth, $d > 5, depth < 3 )",
                "ExecutionFacts( depth > 5 ) ExecutionFacts( depth < 3 )",
                "ExecutionFacts( depth > 5 ) not ExecutionFacts( depth > 3 )",
                "ExecutionFacts() AdmissionFacts()",
                "( ExecutionFacts( depth < 0 ) or ExecutionFacts( depth > 5, depth < 3 ) )"
            })
    void shouldFindRulesThatCanNeverFire(String conditions) throws IOException {
        assertThat(checkRules(rule(conditions))).extracting(Diagnostic::problem).contains(Problem.UNREACHABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ExecutionFacts()",
                "ExecutionFacts( $d : depth )",
                "ExecutionFacts( depth >= 0 )",
                "ExecutionFacts( depth > 5 || depth <= 5 )",
                "ExecutionFacts( heartbeatSeen == true || heartbeatSeen == false )",
                "ExecutionFacts( policy in (Check.FAILED, Check.UNKNOWN, Check.VERIFIED) )",
                "ExecutionFacts( pausedMillis >= graceMillis || pausedMillis < graceMillis )",
                "( ExecutionFacts( depth > 3 ) or ExecutionFacts( depth < 4 ) )"
            })
    void shouldFindRulesThatAlwaysFire(String conditions) throws IOException {
        assertThat(checkRules(rule(conditions))).extracting(Diagnostic::problem).contains(Problem.ALWAYS_FIRES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ExecutionFacts( depth > 3, depth < 5 )",
                "ExecutionFacts( clockSkewMillis > 3 || clockSkewMillis < -3 )",
                "ExecutionFacts( agent != \"a\", agent != \"b\" )",
                "ExecutionFacts( counters[\"a\"] > 5 || counters[\"a\"] <= 5 )",
                "ExecutionFacts( policy != Check.VERIFIED, policy != Check.FAILED )",
                "ExecutionFacts( pausedMillis >= graceMillis, pausedMillis <= graceMillis )",
                "ExecutionFacts( clockSkewMillis < 0 )"
            })
    void shouldFindNothingInRulesThatMayFire(String conditions) throws IOException {
        assertThat(checkRules(rule(conditions))).isEmpty();
    }

    @Test
    void shouldFindRulesThatSayTheSame() throws IOException {
        List<Diagnostic> found = checkRules("""
                rule "one" when ExecutionFacts( depth > 3, $a : agent ) then findings.pause("CODE", "x" + $a); end
                rule "two" when $f : ExecutionFacts( $b : agent, depth > 3 /* again */ ) then findings.pause( "CODE", "x"+$b ); end
                rule "three" when ExecutionFacts( depth > 4, $a : agent ) then findings.pause("CODE", "x" + $a); end
                """);

        assertThat(found).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.problem()).isEqualTo(Problem.DUPLICATE_RULE);
            assertThat(diagnostic.message()).contains("`one` in mine/rules.drl:6");
            assertThat(diagnostic.line()).isEqualTo(7);
        });
    }

    @Test
    void shouldHoldRulesToWhatTheirPackDeclares() throws IOException {
        List<Diagnostic> found = checkRules("""
                rule "one" when ExecutionFacts( depth > 3 ) then findings.pause("CODES", "x"); end
                rule "two" when ExecutionFacts( depth > 4 ) then findings.halt("CODE", "x"); end
                rule "three" when ExecutionFacts( depth > 5 ) then end
                """);

        assertThat(found)
                .extracting(Diagnostic::problem)
                .containsExactly(Problem.UNDECLARED_CODE, Problem.UNDECLARED_CODE, Problem.FINDS_NOTHING);
        assertThat(found.get(0).hint()).isEqualTo("did you mean `CODE`?");
        assertThat(found.get(1).message()).contains("declares it, PAUSE, found HALT");
    }

    @Test
    void shouldFindCodesThatNoRuleFinds() throws IOException {
        List<Diagnostic> found = check(pack(
                "mine",
                MANIFEST + "  OTHER: {severity: HALT, meaning: Found.}\n",
                HEAD + rule("ExecutionFacts( depth > 3 )")));

        assertThat(found).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.problem()).isEqualTo(Problem.UNUSED_CODE);
            assertThat(diagnostic.path()).isEqualTo("mine/pack.yaml");
            assertThat(diagnostic.line()).isEqualTo(6);
        });
    }

    @Test
    void shouldMeasureWhatJoinsCost() throws IOException {
        List<Diagnostic> found = checkRules(rule("ExecutionFacts( depth > 3 ) ExecutionFacts( missedHeartbeats > 3 )"));

        assertThat(found).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.problem()).isEqualTo(Problem.JOIN);
            assertThat(diagnostic.message()).contains("found 2: 2.0 us");
        });
    }

    @Test
    void shouldFindMoreRulesThanCanBePublished() throws IOException {
        String comment = "// " + "x".repeat(500_000) + "\n";
        Pack one = pack("mine", MANIFEST, HEAD + comment + rule("ExecutionFacts( depth > 3 )"));
        Pack other = pack(
                "more",
                MANIFEST.replace("mine", "more"),
                HEAD.replace("packs.local", "packs.more")
                        + comment
                        + rule("ExecutionFacts( depth > 4 )").replaceFirst("rule \"[^\"]*\"", "rule \"another\""));

        assertThat(check(one, other))
                .filteredOn(Diagnostic::isError)
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.problem()).isEqualTo(Problem.TOO_LARGE);
                    assertThat(found.text()).contains("at most 900000 bytes");
                });
        assertThat(check(one)).noneMatch(Diagnostic::isError);
    }

    @Test
    void shouldFindPacksThatRequireOneAnother() throws IOException {
        String rules = HEAD + rule("ExecutionFacts( depth > 3 )");

        List<Diagnostic> found = check(
                pack("mine", MANIFEST + "requires: [other]\n", rules),
                pack(
                        "other",
                        MANIFEST.replace("mine", "other") + "requires: [third]\n",
                        rules.replace("local", "other")),
                pack(
                        "third",
                        MANIFEST.replace("mine", "third") + "requires: [other, baseline]\n",
                        rules.replace("local", "third").replace("> 3", "> 4")));

        assertThat(found)
                .filteredOn(each -> each.problem() == Problem.PACK)
                .extracting(Diagnostic::path)
                .containsExactly("other/pack.yaml", "third/pack.yaml");
    }

    @Test
    void shouldAskForPacksThatAreRequired() throws IOException {
        List<Diagnostic> found =
                check(pack("mine", MANIFEST + "requires: [nowhere]\n", HEAD + rule("ExecutionFacts( depth > 3 )")));

        assertThat(found)
                .singleElement()
                .satisfies(each -> assertThat(each.message()).contains("expected the pack `nowhere`"));
    }

    @Test
    void shouldKnowThePropertiesThatItTakesForCounts() {
        assertThat(Meaning.NEVER_NEGATIVE)
                .allSatisfy(name -> assertThat(FactType.all())
                        .anySatisfy(type -> assertThat(type.properties()).containsKey(name)));
    }
}
