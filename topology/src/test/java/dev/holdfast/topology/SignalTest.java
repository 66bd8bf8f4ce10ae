package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Role;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Acts;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What others than the executor observe: who may say it, when it is judged, and for how long it counts. */
class SignalTest {
    private static final CompiledRuleset RULES = compile("""
            package dev.holdfast.packs.house
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            rule "injection suspected"
            when
                ExecutionFacts( signals["prompt.injection"] == "suspected" )
            then
                findings.pause("INJECTION", "an injection is suspected");
            end
            """);

    private final EvaluatorScenario scenario =
            EvaluatorScenario.with().rules(RULES).start();

    @AfterEach
    void close() {
        scenario.close();
    }

    private static CompiledRuleset compile(String drl) {
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile("house/signals.drl", drl));
        try {
            return CompiledRuleset.compile(Ruleset.of(files));
        } catch (CompiledRuleset.Broken e) {
            throw new AssertionError(e);
        }
    }

    private List<ControlAction> actions(String id) {
        return scenario.commands(id).stream().map(ControlCommand::getAction).toList();
    }

    private LineageEntry lastEntry(String id) {
        List<LineageEntry> entries = scenario.lineage(id);
        return entries.get(entries.size() - 1);
    }

    @Test
    void shouldJudgeAnExecutionAnewOnASignalAndPutItOnRecord() {
        scenario.leased("job-1");
        Executor neighbour = scenario.leased("job-2");
        scenario.vouchForSource();

        var outcome = scenario.signal("job-1", "prompt.injection", "suspected");

        assertThat(actions("job-1")).containsExactly(ControlAction.PAUSE);
        LineageEntry entry = lastEntry("job-1");
        assertThat(entry.getTriggerKind()).isEqualTo(TriggerKind.SIGNAL);
        assertThat(entry.getTrigger().getTopic()).isEqualTo("holdfast.signals");
        assertThat(entry.getTrigger().getOffset()).isEqualTo(outcome.offset());
        assertThat(entry.getFacts())
                .filteredOn(fact -> fact.getName().equals("signals"))
                .singleElement()
                .satisfies(fact -> assertThat(fact.getValue()).isEqualTo(Map.of("prompt.injection", "suspected")));
        neighbour.beatFor(1);
        assertThat(scenario.standing("job-2")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldResumeOnlyOnAHeartbeatOnceTheSignalNoLongerHolds() {
        Executor executor = scenario.leased("job-1");
        scenario.vouchForSource();
        scenario.signal("job-1", "prompt.injection", "suspected");
        scenario.advance(Duration.ofMillis(500));
        executor.beat();
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PAUSED);

        var cleared = scenario.signal("job-1", "prompt.injection", "cleared");

        assertThat(cleared.on(Topic.CONTROL)).isEmpty();
        assertThat(cleared.on(Topic.LEASES)).isEmpty();
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PAUSED);
        executor.beat();
        assertThat(actions("job-1")).containsExactly(ControlAction.PAUSE, ControlAction.RESUME);
    }

    @Test
    void shouldSayNothingMoreOfASignalThatSaysNothingNew() {
        scenario.leased("job-1");
        scenario.vouchForSource();
        scenario.signal("job-1", "disk.pressure", "high");
        int entries = scenario.lineage("job-1").size();
        scenario.advance(Duration.ofMillis(100));

        var again = scenario.signal("job-1", "disk.pressure", "high");

        assertThat(again.outputs()).isEmpty();
        assertThat(scenario.lineage("job-1")).hasSize(entries);
        assertThat(scenario.state("job-1").getSignalTraces().get(0).getCount()).isEqualTo(2);
    }

    @Test
    void shouldHearASourceWithinItsScopeAlone() {
        scenario.grant(
                "job-1", grant -> grant.setAgent("fetch-7").setTenant("acme").setRegion("eu-1"));
        scenario.grant(
                "job-2", grant -> grant.setAgent("fetch-7").setTenant("other").setRegion("eu-1"));
        scenario.grant("job-3", grant -> grant.setAgent("fetch-7").setTenant("acme"));
        Authority narrow = Acts.authority("narrow", Role.SIGNAL_SOURCE, Keys.SOURCE);
        narrow.setAgents(List.of("fetch-*"));
        narrow.setTenants(List.of("acme"));
        narrow.setRegions(List.of("eu-*"));
        scenario.vouch(narrow);

        for (String id : List.of("job-1", "job-2", "job-3")) {
            scenario.signal(id, "risk", "HIGH");
        }

        assertThat(scenario.state("job-1").getSignalTraces()).hasSize(1);
        assertThat(scenario.deadLetters())
                .extracting(DeadLetter::getDetail)
                .containsExactly(
                        "OUT_OF_SCOPE: authority `narrow`: expected tenants that the authority may speak for, found"
                                + " tenant `other`",
                        "OUT_OF_SCOPE: authority `narrow`: expected regions that the authority may speak for, found no"
                                + " region");
    }

    @Test
    void shouldAskForAsManySignaturesAsTheAuthorityDoes() {
        scenario.leased("job-1");
        Authority two = Acts.authority("sensors", Role.SIGNAL_SOURCE, Keys.SOURCE, Keys.SECOND_SOURCE);
        two.setThreshold(2);
        scenario.vouch(two);

        scenario.signal("job-1", "prompt.injection", "suspected");
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.TRUSTED);
        Input one = scenario.signedSignal("job-1", Keys.SOURCE, signal -> {});
        Input other = scenario.signedSignal("job-1", Keys.SECOND_SOURCE, signal -> {});
        scenario.send(one.alsoSigned(other.signature()));

        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getDetail()).startsWith("TOO_FEW_SIGNATURES"));
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PAUSED);
    }

    @Test
    void shouldNotHearASourceThatWasWithdrawnAndStandByWhatItSaid() {
        scenario.leased("job-1");
        scenario.vouchForSource();
        scenario.signal("job-1", "risk", "HIGH");
        Authority withdrawn = Acts.authority("sensors", Role.SIGNAL_SOURCE);
        withdrawn.setVersion(2);
        scenario.vouch(withdrawn);
        scenario.advance(Duration.ofMillis(100));

        scenario.signal("job-1", "risk", "LOW");

        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("SIGNER_UNKNOWN");
        assertThat(scenario.state("job-1").getSignalTraces().get(0).getValue()).isEqualTo("HIGH");
    }

    @Test
    void shouldTakeASignalBeforeTheFirstHeartbeatIntoAccount() {
        scenario.grant("job-1");
        scenario.vouchForSource();

        scenario.signal("job-1", "prompt.injection", "suspected");
        scenario.executor("job-1").beat();

        assertThat(scenario.leases("job-1")).isEmpty();
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.PENDING);
    }

    @Test
    void shouldBeginNothingForAnExecutionThatNobodyGranted() {
        scenario.vouchForSource();

        var outcome = scenario.signal("nobody-knows", "prompt.injection", "suspected");

        assertThat(outcome.outputs()).hasSize(1);
        assertThat(scenario.store()).isEmpty();
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("GRANT_MISSING");
    }

    /** As for a heartbeat: what was ordered before the signal comes first. */
    @Test
    void shouldCatchUpWithAnOrderThatHasNotComeToTheExecutionYet() {
        IntStream.range(0, 30).forEach(i -> scenario.leased("e-" + (10 + i)));
        scenario.vouchForSource();
        scenario.holdTicks();
        scenario.order(Acts.order("o-1", OrderAction.HALT, SelectorKind.EVERYTHING, "everything", scenario.now()));
        assertThat(scenario.standing("e-39")).isEqualTo(TrustState.TRUSTED);

        scenario.signal("e-39", "risk", "HIGH");

        assertThat(scenario.standing("e-39")).isEqualTo(TrustState.HALTED);
        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("EXECUTION_ENDED");
    }

    @Test
    void shouldKnowAfterARestartWhatASourceObservedLast() {
        scenario.leased("job-1");
        scenario.vouchForSource();
        Input suspected = scenario.signedSignal("job-1", Keys.SOURCE, signal -> {});
        scenario.send(suspected);
        try (var after = EvaluatorScenario.with().rules(RULES).after(scenario).start()) {
            after.send(suspected);

            assertThat(after.deadLetters()).extracting(DeadLetter::getReason).containsExactly("REPLAYED");
        }
    }
}
