package dev.holdfast.topology;

import static dev.holdfast.topology.scenario.Bundles.barring;
import static dev.holdfast.topology.scenario.Bundles.version;
import static dev.holdfast.topology.scenario.Bundles.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.RuleFile;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.Bundles;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.PolicyAuthors;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Published rules that do not come into force, each for its reason, and what it takes for those that are like them and do. */
class RulesetRefusalTest {
    private EvaluatorScenario scenario;
    private PolicyAuthors authors;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
        authors = PolicyAuthors.in(scenario);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private record Bad(String name, Function<EvaluatorScenario, Input> input, String reason, String detail) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        new Bad(
                                "signed by an operator",
                                s -> s.rulesetRecord(version(2, barring("worker")), Keys.OPERATOR),
                                "AUTHORITY_REFUSED",
                                "POLICY_AUTHOR"),
                        new Bad(
                                "signed by a stranger",
                                s -> s.rulesetRecord(version(2, barring("worker")), Keys.STRANGER),
                                "SIGNER_UNKNOWN",
                                "a policy author"),
                        new Bad(
                                "of an older version",
                                s -> s.rulesetRecord(version(0, barring("worker")), Keys.AUTHOR),
                                "GOVERNANCE_INVALID",
                                "from 1 on"),
                        new Bad(
                                "of the version in force with other content",
                                s -> s.rulesetRecord(version(1, barring("worker")), Keys.AUTHOR),
                                "GOVERNANCE_ROLLED_BACK",
                                "above 1, found 1 with other content"),
                        new Bad(
                                "with one byte changed since it was signed",
                                s -> oneByteChanged(s, version(2, barring("worker"))),
                                "SIGNATURE_INVALID",
                                "does not fit these bytes"),
                        new Bad(
                                "of ten megabytes",
                                s -> s.rulesetRecord(ofTenMegabytes(version(2, barring("worker"))), Keys.AUTHOR),
                                "OVERSIZED",
                                "1000000"),
                        new Bad(
                                "with another baseline",
                                s -> s.rulesetRecord(
                                        version(2, Bundles.replacing("baseline/scope.drl", "halt", "pause")),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "found another `baseline/scope.drl`; publish with"),
                        new Bad(
                                "with one file more in the baseline",
                                s -> s.rulesetRecord(
                                        version(
                                                2,
                                                with(
                                                        "baseline/more.drl",
                                                        Bundles.barringText("worker")
                                                                .replace("packs.house", "packs.baseline"))),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "found another `baseline/more.drl`"),
                        new Bad(
                                "with the digest of other files",
                                s -> {
                                    RulesetRecord changed = version(2, barring("worker"));
                                    changed.setDigest(barring("walker").digest());
                                    return s.rulesetRecord(changed, Keys.AUTHOR);
                                },
                                "RULESET_INVALID",
                                "expected files with the digest"),
                        new Bad(
                                "without the baseline",
                                s -> s.rulesetRecord(
                                        version(
                                                2,
                                                Ruleset.of(List.of(new Ruleset.RuleFile(
                                                        "house/agents.drl", Bundles.barringText("worker"))))),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "expected the baseline"),
                        new Bad(
                                "that does not compile",
                                s -> s.rulesetRecord(
                                        version(
                                                2,
                                                with(
                                                        "house/bad.drl",
                                                        "package dev.holdfast.packs.house\nrule \"x\"\nwhen\n  Nothing( )\nthen\nend\n")),
                                        Keys.AUTHOR),
                                "RULESET_INVALID",
                                "house/bad.drl"),
                        new Bad(
                                "with a path that climbs",
                                s -> s.rulesetRecord(version(2, with("../x.drl", "package a\n")), Keys.AUTHOR),
                                "GOVERNANCE_INVALID",
                                "expected the path of a rule file"))
                .map(Arguments::of);
    }

    private static RulesetRecord ofTenMegabytes(RulesetRecord ruleset) {
        ruleset.setFiles(List.of(new RuleFile("house/large.drl", "// ten ".repeat(1_500_000))));
        return ruleset;
    }

    private static Input oneByteChanged(EvaluatorScenario scenario, RulesetRecord ruleset) {
        Input input = scenario.rulesetRecord(ruleset, Keys.AUTHOR);
        byte[] changed = input.value().clone();
        // In the text of the last file's rules.
        changed[changed.length - 60] ^= 1;
        return input.withValue(changed);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void shouldRefuseAndGoOnByTheRulesInForce(Bad bad) {
        Ruleset inForce = barring("nobody");
        authors.publish(version(1, inForce));
        Executor executor = scenario.leased("job");

        scenario.send(bad.input().apply(scenario));
        scenario.advance(Duration.ofMillis(50));
        executor.beat();

        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(authors.sign().getRulesetDigest()).isEqualTo(inForce.digest());
        List<DeadLetter> letters = scenario.deadLetters();
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).getReason()).isEqualTo(bad.reason());
        assertThat(letters.get(0).getDetail()).contains(bad.detail());
        assertThat(letters.get(0).getTopic()).isEqualTo("holdfast.governance");
        assertThat(scenario.ruleMetric("rulesets-refused-total")).isEqualTo(1);
        assertThat(scenario.ruleMetric("ruleset-version")).isEqualTo(1);
        // What was refused does not stand in the way of the next one.
        authors.publish(version(2, barring("worker")));
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldRefuseAVersionAfterWhichThereCouldBeNoOther() {
        authors.publish(version(Long.MAX_VALUE, barring("worker")));

        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getDetail())
                        .startsWith("expected a version of the ruleset up to ")
                        .endsWith("found " + Long.MAX_VALUE));
        assertThat(authors.sign().getRulesetVersion()).isZero();
    }

    @Test
    void shouldNotTakeAnOlderOneBack() {
        authors.publish(version(5, barring("nobody")));
        authors.publish(version(4, barring("worker")));

        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("GOVERNANCE_ROLLED_BACK");
        assertThat(authors.sign().getRulesetVersion()).isEqualTo(5);
    }

    @Test
    void shouldRefuseARuleThatLoopsByChangingWhatItLooksAt() {
        String loops = Bundles.barringText("worker")
                .replace("ExecutionFacts(", "$facts : ExecutionFacts(")
                .replace("then\n", "then\n    update($facts);\n");
        scenario.leased("job");

        authors.publish(version(1, with("house/loops.drl", loops)));

        assertThat(scenario.standing("job")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("RULESET_INVALID");
            assertThat(letter.getDetail()).contains("house/loops.drl:8", "update");
        });
    }

    @Test
    void shouldTakeAnotherBaselineFromAuthorsWhoSayThatItIsMeant() {
        Executor executor = scenario.leased("job");
        RulesetRecord replaced = version(1, Bundles.replacing("baseline/scope.drl", "findings.halt", "findings.pause"));
        replaced.setBaselineReplaced(true);

        authors.publish(replaced);
        executor.beat(
                heartbeat -> heartbeat.setActions(List.of(new ReportedAction("http.put", "https://outside/", 1L))));

        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(authors.sign().getRulesetVersion()).isEqualTo(1);
        assertThat(scenario.standing("job")).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldAskForAsManyAuthorsAsTheirAuthorityDoes() {
        Authority two = Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR, Keys.SECOND_AUTHOR);
        two.setThreshold(2);
        two.setVersion(2);
        scenario.vouch(two);
        RulesetRecord ruleset = version(1, barring("nobody"));

        authors.publish(ruleset);
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("AUTHORITY_REFUSED");
        assertThat(authors.sign().getRulesetVersion()).isZero();

        Input once = scenario.rulesetRecord(ruleset, Keys.AUTHOR);
        scenario.send(once.alsoSigned(
                scenario.rulesetRecord(ruleset, Keys.SECOND_AUTHOR).signature()));
        scenario.advance(Duration.ofMillis(50));
        assertThat(authors.sign().getRulesetVersion()).isEqualTo(1);
    }

    @Test
    void shouldNotBringWhatWaitsIntoForceWhenItsAuthorsWereReplaced() {
        RulesetRecord planted = version(1, barring("worker"));
        planted.setActivateAt(scenario.now().plusSeconds(5));
        authors.publish(planted);
        Authority others = Acts.authority("authors", Role.POLICY_AUTHOR, Keys.OPERATOR);
        others.setVersion(2);
        scenario.vouch(others);

        scenario.advance(Duration.ofSeconds(7));

        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("AUTHORITY_REFUSED");
            assertThat(letter.getDetail())
                    .contains("who signed it might publish it then, and may not now that it is due");
        });
        assertThat(authors.sign().getRulesetVersion()).isZero();
    }
}
