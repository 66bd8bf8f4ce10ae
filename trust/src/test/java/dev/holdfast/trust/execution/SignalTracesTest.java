package dev.holdfast.trust.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Enforcement;
import dev.holdfast.record.Severity;
import dev.holdfast.record.SignalSource;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.testing.Scenario;
import dev.holdfast.trust.testing.TestHeartbeats;
import dev.holdfast.trust.testing.TestRules;
import dev.holdfast.trust.testing.TestSignals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalTracesTest {
    private final Scenario scenario = Scenario.running();

    private Decision signal(String kind, String value) {
        return scenario.happens(new Occurrence.Signalled(
                TestSignals.with(signal -> {
                    signal.setKind(kind);
                    signal.setValue(value);
                    signal.setObservedAt(Instant.ofEpochMilli(scenario.now()));
                }),
                "sensors"));
    }

    @Test
    void shouldKeepTheLastValueOfEachKindWithItsNumberAndAge() {
        scenario.at(100);
        signal("prompt.injection", "suspected");
        scenario.at(200);
        signal("risk", "HIGH");
        scenario.at(300);
        signal("prompt.injection", "cleared");
        scenario.at(350);

        ExecutionFacts facts = scenario.ticks().facts();

        assertThat(facts.signals())
                .containsExactly(Map.entry("prompt.injection", "cleared"), Map.entry("risk", "HIGH"));
        assertThat(facts.signalCounts()).containsExactly(Map.entry("prompt.injection", 2L), Map.entry("risk", 1L));
        assertThat(facts.signalAgeMillis())
                .containsExactly(Map.entry("prompt.injection", 50L), Map.entry("risk", 150L));
    }

    @Test
    void shouldOrderSignalsAmongReportsOfActions() {
        scenario.beats(beat -> beat.setActions(List.of(TestHeartbeats.fetch(1))));
        long before = signal("risk", "HIGH").facts().signalOrder().get("risk");
        ExecutionFacts after = scenario.beats(beat -> beat.setActions(List.of(TestHeartbeats.fetch(1))))
                .facts();

        assertThat(after.signalOrder()).containsEntry("risk", before);
        assertThat(after.actionOrder().get("http.get")).isGreaterThan(before);
        assertThat(signal("risk", "HIGH").facts().signalOrder().get("risk"))
                .isGreaterThan(after.actionOrder().get("http.get"));
    }

    @Test
    void shouldKeepWhenEachSourceObservedAKindLast() {
        scenario.at(100);
        signal("risk", "HIGH");
        scenario.happens(new Occurrence.Signalled(
                TestSignals.with(signal -> {
                    signal.setKind("risk");
                    signal.setSource("gateway-2");
                }),
                "others"));
        scenario.at(200);
        signal("risk", "LOW");

        assertThat(scenario.state().getSignalTraces())
                .singleElement()
                .satisfies(trace -> assertThat(trace.getSources())
                        .containsExactly(
                                new SignalSource("sensors", TestSignals.SOURCE, scenario.now()),
                                new SignalSource("others", "gateway-2", scenario.now() - 200)));
    }

    @Test
    void shouldCountKindsBeyondThirtyTwoWithoutFollowingThem() {
        var kinds = new ArrayList<String>();
        for (int i = 0; i < Traces.MAXIMUM_KEPT; i++) {
            kinds.add("kind-" + i);
            signal("kind-" + i, "high");
        }
        assertThat(signal("kind-0", "low").facts().untracked()).isZero();

        ExecutionFacts facts = signal("one-more", "high").facts();

        assertThat(facts.untracked()).isEqualTo(1);
        assertThat(facts.signals()).containsOnlyKeys(kinds);
    }

    @Test
    void shouldPutOnRecordWhatSaysSomethingNew() {
        assertThat(signal("risk", "HIGH").notable()).isTrue();
        assertThat(signal("risk", "HIGH").notable()).isFalse();
        assertThat(signal("risk", "LOW").notable()).isTrue();
    }

    @Test
    void shouldPauseOnASignalAndLetNothingButAHeartbeatResume() {
        scenario.rules(TestRules.of(facts -> "HIGH".equals(facts.signals().get("risk"))
                ? List.of(TestRules.finding("RISKY", Severity.PAUSE))
                : List.of()));
        scenario.at(100);

        Decision risky = signal("risk", "HIGH");
        assertThat(risky.to()).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.state().getEnforcement()).isEqualTo(Enforcement.ORDERED);
        scenario.obeys();
        scenario.at(200);
        assertThat(signal("risk", "LOW").to()).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.beats().to()).isEqualTo(TrustState.TRUSTED);
    }
}
