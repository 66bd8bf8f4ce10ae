package dev.holdfast.topology;

import static dev.holdfast.topology.scenario.Bundles.barring;
import static dev.holdfast.topology.scenario.Bundles.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Role;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An execution whose executor cannot carry out what the rules in force may order is not trusted. */
class RequiredCapabilitiesTest {
    private EvaluatorScenario scenario = governed(EvaluatorScenario.with().start());

    @AfterEach
    void close() {
        scenario.close();
    }

    private static EvaluatorScenario governed(EvaluatorScenario scenario) {
        scenario.vouch(Acts.authority("authors", Role.POLICY_AUTHOR, Keys.AUTHOR));
        return scenario;
    }

    private static RulesetRecord requiring(long version, Ruleset ruleset, Capability... capabilities) {
        RulesetRecord record = version(version, ruleset);
        record.setCapabilities(List.of(capabilities));
        return record;
    }

    private void publish(RulesetRecord ruleset) {
        scenario.send(scenario.rulesetRecord(ruleset, Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));
    }

    private static void assertHeldToFreeze(EvaluatorScenario evaluator, String suffix) {
        String without = "without-" + suffix;
        String with = "with-" + suffix;
        evaluator.grant(without);
        evaluator.executor(without).beat();
        evaluator.grant(with);
        beatFreezing(evaluator, with);

        assertThat(evaluator.standing(without)).isEqualTo(TrustState.HALTED);
        assertThat(evaluator.leases(without)).isEmpty();
        assertThat(codes(evaluator, without)).containsExactly("CAPABILITY_MISSING");
        assertThat(evaluator.standing(with)).isEqualTo(TrustState.TRUSTED);
        assertThat(evaluator.leases(with)).hasSize(1);
    }

    private static void beatFreezing(EvaluatorScenario evaluator, String id) {
        evaluator
                .executor(id)
                .beat(heartbeat ->
                        heartbeat.setCapabilities(List.of(Capability.PAUSE, Capability.KILL, Capability.FREEZE)));
    }

    private static List<String> codes(EvaluatorScenario evaluator, String id) {
        List<ControlCommand> commands = evaluator.commands(id);
        return commands.get(commands.size() - 1).getFindings().stream()
                .map(finding -> finding.getCode())
                .toList();
    }

    @Test
    void shouldLeaseOnlyThoseWhoCanDoWhatPublishedRulesRequireAlsoAfterARestart() {
        publish(requiring(1, barring("nobody"), Capability.PAUSE, Capability.KILL, Capability.FREEZE));
        assertHeldToFreeze(scenario, "before");

        try (EvaluatorScenario after = EvaluatorScenario.with().after(scenario).start()) {
            assertHeldToFreeze(after, "after");
        }
    }

    @Test
    void shouldHaltWhatRunsUnderAnExecutorThatCannotDoWhatComesIntoForce() {
        scenario.leased("plain");
        scenario.grant("freezing");
        beatFreezing(scenario, "freezing");

        // The files are those that the evaluator was started with: only what they require is new.
        publish(requiring(1, Ruleset.baseline(), Capability.FREEZE));

        assertThat(scenario.standing("plain")).isEqualTo(TrustState.HALTED);
        assertThat(codes(scenario, "plain")).containsExactly("CAPABILITY_MISSING");
        assertThat(scenario.standing("freezing")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands("freezing")).isEmpty();
    }

    @Test
    void shouldRequireNothingMoreOnceRulesWithoutItAreInForce() {
        publish(requiring(1, barring("nobody"), Capability.FREEZE));
        publish(requiring(2, barring("nobody")));

        scenario.leased("plain");

        assertThat(scenario.standing("plain")).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.deadLetters()).isEmpty();
    }

    @Test
    void shouldNotTakeTheSameVersionWithOtherRequirements() {
        publish(requiring(1, barring("nobody"), Capability.FREEZE));
        publish(requiring(1, barring("nobody")));

        assertThat(scenario.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("GOVERNANCE_ROLLED_BACK");
            assertThat(letter.getDetail()).contains("with other content");
        });
        assertHeldToFreeze(scenario, "still");
    }

    @Test
    void shouldRefuseRulesThatRequireWhatItDoesNotKnow() {
        publish(requiring(1, barring("worker"), Capability.OTHER));

        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("GOVERNANCE_INVALID");
        scenario.leased("plain");
        assertThat(scenario.standing("plain")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldNotHoldExecutorsToWhatRulesOnTrialRequire() {
        scenario.send(scenario.shadowRecord(requiring(1, barring("nobody"), Capability.FREEZE), Keys.AUTHOR));
        scenario.advance(Duration.ofMillis(50));

        scenario.leased("plain");

        assertThat(scenario.standing("plain")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldHoldExecutorsToWhatTheRulesRequireThatItWasStartedWith() throws CompiledRuleset.Broken {
        CompiledRuleset rules = CompiledRuleset.compile(Ruleset.baseline().requiring(Set.of(Capability.FREEZE)));

        try (EvaluatorScenario started =
                governed(EvaluatorScenario.with().rules(rules).start())) {
            assertHeldToFreeze(started, "configured");
        }
    }
}
