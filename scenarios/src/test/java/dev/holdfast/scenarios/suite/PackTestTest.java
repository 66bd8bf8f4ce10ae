package dev.holdfast.scenarios.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.pack.Pack;
import dev.holdfast.scenarios.play.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackTestTest {
    private static final String RULES = """
            package dev.holdfast.packs.demo
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            rule "many tokens"
            when
                ExecutionFacts( $tokens : counters["tokens"] > 100, agent == "worker" || agent == "helper" )
            then
                findings.pause("TOKENS_MANY", "found " + $tokens);
            end
            """;
    private static final String OVER = """
            scenario: more tokens than a worker may use
            timeline:
              - {at: 0s, grant: job-1}
              - {at: 0s, heartbeat: {execution: job-1, counters: {tokens: 100}}}
              - {at: 1s, heartbeat: {execution: job-1, counters: {tokens: 101}}}
            expect:
              - {at: 1s, execution: job-1, command: PAUSE, findings: [TOKENS_MANY]}
            """;
    private static final String OTHERS = """
            scenario: helpers are held to it as well, and others are not
            timeline:
              - {at: 0s, grant: {execution: job-1, agent: helper}}
              - {at: 0s, grant: {execution: job-2, agent: other}}
              - {at: 0s, heartbeat: {execution: job-1, counters: {tokens: 101}}}
              - {at: 0s, heartbeat: {execution: job-2, counters: {tokens: 1000}}}
            expect:
              - {at: 0s, execution: job-1, state: PENDING, findings: [TOKENS_MANY]}
              - {at: 0s, execution: job-2, state: TRUSTED, findings: []}
            """;

    @TempDir
    private Path root;

    private Path folder;

    @BeforeEach
    void lay() throws IOException {
        folder = Files.createDirectories(root.resolve("demo/scenarios")).getParent();
        Files.writeString(folder.resolve("demo.drl"), RULES);
        Files.writeString(folder.resolve("pack.yaml"), """
                name: demo
                version: 1.0.0
                description: A demonstration.
                codes:
                  TOKENS_MANY: {severity: PAUSE, meaning: Too many tokens.}
                """);
    }

    private PackResult test(boolean mutating, String... scenarios) throws IOException {
        for (int i = 0; i < scenarios.length; i++) {
            Files.writeString(folder.resolve("scenarios/s" + i + ".yaml"), scenarios[i]);
        }
        return new PackTest(mutating).run(TestedPack.read(folder));
    }

    @Test
    void shouldSayWhatWasNotSeen() throws IOException {
        PackResult result = test(false, OVER);

        assertThat(result.passed()).isTrue();
        assertThat(result.mutation()).isEmpty();
        assertThat(result.coverage().rules())
                .containsExactly(new Coverage.Rule(
                        "demo/demo.drl",
                        4,
                        "many tokens",
                        true,
                        List.of(
                                new Coverage.Seen(6, "counters[\"tokens\"] > 100", true, true),
                                new Coverage.Seen(6, "agent == \"worker\"", true, false),
                                new Coverage.Seen(6, "agent == \"helper\"", false, true))));
        assertThat(result.coverage().percent()).isEqualTo(71);
    }

    @Test
    void shouldNameTheMutantsThatNoScenarioNotices() throws IOException {
        Mutation mutation = test(true, OVER).mutation().orElseThrow();

        assertThat(mutation.mutants()).isEqualTo(9);
        assertThat(mutation.survivors())
                .extracting(SurvivingMutant::change)
                .containsExactly(
                        "dropped `agent == \"worker\" || agent == \"helper\"`",
                        "dropped `agent == \"helper\"`",
                        "negated `agent == \"helper\"`");
    }

    @Test
    void shouldFindNoSurvivorWhereAllIsPinned() throws IOException {
        PackResult result = test(true, OVER, OTHERS);

        assertThat(result.passed()).isTrue();
        assertThat(result.coverage().percent()).isEqualTo(100);
        assertThat(result.mutation().orElseThrow().survivors()).isEmpty();
    }

    /** Many rules that begin so are asked apart from the others while they are in service. */
    @Test
    void shouldSeeManyRulesThatBeginWithACounterAboveABound() throws IOException {
        String head = RULES.substring(0, RULES.indexOf("rule "));
        String many = IntStream.range(0, 12)
                .mapToObj(number -> """
                        rule "many tokens %d"
                        when
                            ExecutionFacts( counter("tokens") > %d )
                        then
                            findings.pause("TOKENS_MANY", "many");
                        end
                        """.formatted(number, 100 + number))
                .collect(Collectors.joining());
        Files.writeString(folder.resolve("demo.drl"), head + many);

        PackResult result = test(true, OVER.replace("tokens: 101", "tokens: 112"));

        assertThat(result.passed()).isTrue();
        assertThat(result.coverage().rules())
                .hasSize(12)
                .allMatch(Coverage.Rule::fired)
                .allMatch(rule -> rule.conditions().stream().allMatch(seen -> seen.held() && seen.failed()));
        assertThat(result.mutation().orElseThrow().mutants()).isPositive();
        assertThat(result.mutation().orElseThrow().survivors())
                .extracting(SurvivingMutant::change)
                .noneMatch(change -> change.startsWith("negated"));
    }

    @Test
    void shouldShowWhichRuleFailedWhereOneDoes() throws IOException {
        Files.writeString(
                folder.resolve("demo.drl"),
                RULES.replace("counters[\"tokens\"] > 100", "counters[\"tokens\"] > 100, counters[\"none\"] + 1 > 0"));

        PackResult result = test(false, OVER);

        assertThat(result.passed()).isFalse();
        assertThat(result.outcomes().get(0).rows())
                .extracting(Outcome.Row::happened)
                .contains("PAUSE job-1: RULE_ERROR: rule `many tokens` (demo/demo.drl:6) fails: "
                        + "`counters[\"none\"] + 1` computes with `counters[\"none\"]`, which is not there; let a condition ask "
                        + "`counters[\"none\"] != null` first");
    }

    @Test
    void shouldFailWhereARuleFailsAndNothingComesOfIt() throws IOException {
        Files.writeString(
                folder.resolve("demo.drl"),
                RULES.replace("counters[\"tokens\"] > 100", "counters[\"tokens\"] * 2 > 100"));
        String silent = """
                scenario: nothing is sent, as nothing was leased
                timeline:
                  - {at: 0s, grant: job-1}
                  - {at: 1s, heartbeats: {execution: job-1, every: 1s, until: 3s}}
                expect: []
                """;

        Outcome outcome = test(false, silent).outcomes().get(0);

        assertThat(outcome.passed()).isFalse();
        assertThat(outcome.rows())
                .filteredOn(Outcome.Row::isWrong)
                .extracting(Outcome.Row::happened)
                .singleElement()
                .asString()
                .startsWith("job-1 meets a failure: rule `many tokens` (demo/demo.drl:6) fails: ");
    }

    @Test
    void shouldLetARuleFailWhereTheScenarioSaysSo() throws IOException {
        Files.writeString(
                folder.resolve("demo.drl"),
                RULES.replace("counters[\"tokens\"] > 100", "counters[\"tokens\"] * 2 > 100"));

        PackResult result = test(false, """
                scenario: rules fail on who counts nothing
                timeline:
                  - {at: 0s, grant: job-1}
                  - {at: 1s, heartbeat: {execution: job-1}}
                expect:
                  - {at: 1s, execution: job-1, state: PENDING, findings: [RULE_ERROR]}
                """);

        assertThat(result.passed()).isTrue();
    }

    @Test
    void shouldTryMutantsThatFailWhereTheirRuleDoesNot() throws IOException {
        Files.writeString(
                folder.resolve("demo.drl"),
                RULES.replace(
                        "$tokens : counters[\"tokens\"] > 100",
                        "counters[\"tokens\"] != null, $tokens : counters[\"tokens\"], $tokens + 0 > 100"));

        assertThat(test(true, OVER, OTHERS).mutation().orElseThrow().survivors())
                .isEmpty();
    }

    @Test
    void shouldTryNoMutantsWhereAScenarioFails() throws IOException {
        PackResult result = test(true, OVER.replace("at: 1s, execution", "at: 0s, execution"));

        assertThat(result.passed()).isFalse();
        assertThat(result.failed()).isEqualTo(1);
        assertThat(result.mutation()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"more.yml", "more.YAML"})
    void shouldNameAScenarioThatWouldNotBePlayed(String name) throws IOException {
        Files.writeString(folder.resolve("scenarios").resolve(name), OTHERS);

        PackResult result = test(false, OVER);

        assertThat(result.passed()).isFalse();
        assertThat(result.faults())
                .singleElement()
                .asString()
                .startsWith("demo/scenarios/" + name + ":1:1: expected the name of a scenario to end in `.yaml`");
    }

    @Test
    void shouldTestWhatWouldBePublished() throws IOException {
        Path changed = Files.createDirectories(root.resolve("baseline"));
        String heartbeats = Files.readString(Path.of("..", "rules", "packs", "baseline", "heartbeats.drl"));
        Files.writeString(changed.resolve("heartbeats.drl"), heartbeats + "// changed\n");

        Ruleset tested = TestedPack.read(changed).ruleset();

        assertThat(tested).isEqualTo(Pack.withBaseline(List.of(Pack.read(changed))));
        assertThat(tested.lackingOfBaseline()).isEmpty();
        assertThat(tested.replacedOfBaseline()).contains("baseline/heartbeats.drl");
        assertThat(tested.files()).hasSameSizeAs(Ruleset.baseline().files());
    }

    @Test
    void shouldPlayNothingOfAFaultyPack() throws IOException {
        Files.writeString(folder.resolve("demo.drl"), RULES.replace("tokens\"] > 100", "tokens\"] > "));

        PackResult result = test(true, OVER);

        assertThat(result.passed()).isFalse();
        assertThat(result.faults()).isNotEmpty().first().asString().startsWith("demo/demo.drl:6: ");
        assertThat(result.outcomes()).isEmpty();
    }
}
