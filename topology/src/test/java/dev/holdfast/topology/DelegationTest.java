package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Closure;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Phase;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DelegationTest extends Governed {

    private static Arguments parent(
            String name, TrustState stands, String code, BiConsumer<EvaluatorScenario, Executor> fate) {
        return Arguments.of(name, stands, code, fate);
    }

    static Stream<Arguments> parents() {
        return Stream.of(
                parent(
                        "that is granted and not leased",
                        TrustState.PENDING,
                        "LINEAGE_UNKNOWN",
                        (s, p) -> s.grant(p.id())),
                parent("that is paused", TrustState.PENDING, "PARENT_PAUSED", (s, p) -> {
                    s.grant(p.id());
                    p.beat();
                    p.beat(heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 9_999L)));
                }),
                parent("that is halted", TrustState.HALTED, "PARENT_HALTED", (s, p) -> {
                    s.grant(p.id());
                    p.beat();
                    p.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
                }),
                parent("that is completed", TrustState.HALTED, "PARENT_ENDED", (s, p) -> {
                    s.grant(p.id());
                    p.beat();
                    p.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED));
                }));
    }

    @ParameterizedTest(name = "a parent {0}")
    @MethodSource("parents")
    void shouldNotLeaseAChildOf(
            String name, TrustState stands, String code, BiConsumer<EvaluatorScenario, Executor> fate) {
        fate.accept(scenario, scenario.executor("root"));
        scenario.grant("root/child");
        Executor child = scenario.executor("root/child");

        child.beat();
        child.beat();

        assertThat(scenario.leases("root/child")).isEmpty();
        assertThat(scenario.standing("root/child")).isEqualTo(stands);
        LineageEntry last = last(scenario.lineage("root/child"));
        assertThat(last.getFindings()).extracting(Finding::getCode).containsExactly(code);
    }

    @Test
    void shouldDenyAChildOfSomebodyToWhomNothingIsGranted() {
        scenario.grant("root/child");
        scenario.executor("root/child").beat();

        scenario.advance(Duration.ofSeconds(6));

        assertThat(scenario.standing("root/child")).isEqualTo(TrustState.DENIED);
        assertThat(last(scenario.lineage("root/child")).getFindings())
                .extracting(Finding::getCode)
                .contains("PARENT_UNKNOWN", "GRANT_MISSING");
    }

    @Test
    void shouldLeaseAChildOfATrustedParent() {
        scenario.leased("root");

        scenario.leased("root/child");
        scenario.leased("root/child/grandchild");

        assertThat(scenario.leases("root/child")).hasSize(1);
        assertThat(scenario.leases("root/child/grandchild")).hasSize(1);
    }

    @Test
    void shouldPauseAChildWithItsParentAndResumeItAfterIt() {
        Executor parent = scenario.leased("root");
        Executor child = scenario.leased("root/child");
        parent.beat(heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 9_999L)));

        child.beat();
        TrustState during = scenario.standing("root/child");
        parent.beat();
        child.beat();

        assertThat(during).isEqualTo(TrustState.PAUSED);
        assertThat(scenario.commands("root/child"))
                .extracting(command -> command.getAction())
                .containsExactly(ControlAction.PAUSE, ControlAction.RESUME);
        assertThat(scenario.standing("root/child")).isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldTakeTheWholeTreeAlongOnTheSameRecord() {
        Executor parent = scenario.leased("root");
        for (String below : List.of("root/a", "root/a/x", "root/b", "root.c")) {
            scenario.leased(below);
        }

        EvaluatorScenario.Outcome outcome =
                parent.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        assertThat(outcome.on(Topic.CONTROL))
                .extracting(output -> new String(output.key(), StandardCharsets.UTF_8))
                .containsExactly("root", "root/a", "root/a/x", "root/b");
        for (String below : List.of("root", "root/a", "root/a/x", "root/b")) {
            assertThat(scenario.standing(below)).as(below).isEqualTo(TrustState.HALTED);
        }
        assertThat(last(scenario.lineage("root/a/x")).getFindings())
                .extracting(Finding::getCode)
                .containsExactly("PARENT_HALTED");
        assertThat(scenario.standing("root.c")).as("a neighbour").isEqualTo(TrustState.TRUSTED);
    }

    @Test
    void shouldSayWhatIsKnownOfTheEndOfATree() {
        Executor parent = scenario.leased("root");
        Executor child = scenario.leased("root/a");
        parent.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
        assertThat(closure("root")).isEqualTo(Closure.UNKNOWN);

        parent.acknowledge(last(scenario.commands("root")), AcknowledgmentStage.EFFECTIVE);
        assertThat(closure("root")).isEqualTo(Closure.PARTIAL);
        child.acknowledge(last(scenario.commands("root/a")), AcknowledgmentStage.EFFECTIVE);

        assertThat(closure("root")).isEqualTo(Closure.CLOSED);
        assertThat(closure("root/a")).isEqualTo(Closure.CLOSED);
    }

    private Closure closure(String id) {
        return last(scenario.statuses(id)).getClosure();
    }

    @Test
    void shouldNotTakeALongerNameForAParent() {
        scenario.leased("root");

        scenario.grant("root-2/child");
        scenario.executor("root-2/child").beat();

        assertThat(scenario.leases("root-2/child")).isEmpty();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    @Test
    void shouldRefuseMoreDescendantsThanOneTransactionSettles() {
        scenario.leased("one");
        scenario.leased("one/child");
        var content = new java.util.TreeMap<>(scenario.store());
        for (int i = 2; i < 5_000; i++) {
            content.put("one/c-" + i, content.get("one/child"));
        }

        try (var crowded = EvaluatorScenario.with()
                .stored(content)
                .startsAt(scenario.wallClock())
                .start()) {
            crowded.grant("one/last");
            crowded.grant("one/more");
            crowded.grant("one/last");
            crowded.grant("other");

            assertThat(crowded.standing("one/last")).isEqualTo(TrustState.PENDING);
            assertThat(crowded.standing("other")).isEqualTo(TrustState.PENDING);
            assertThat(crowded.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.getReason()).isEqualTo("GRANT_INVALID");
                assertThat(letter.getDetail()).contains("at most 5000 executions below `one/`");
            });
        }
    }
}
