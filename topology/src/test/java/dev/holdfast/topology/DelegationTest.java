package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Phase;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DelegationTest {
    private EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private static Arguments parent(String name, String lineage, BiConsumer<EvaluatorScenario, Executor> fate) {
        return Arguments.of(name, lineage, fate);
    }

    static Stream<Arguments> parents() {
        return Stream.of(
                parent("that nobody has met", "UNKNOWN", (s, p) -> {}),
                parent("that is granted and not leased", "UNKNOWN", (s, p) -> s.grant(p.id())),
                parent("that is denied", "FAILED", (s, p) -> {
                    p.beat();
                    s.advance(Duration.ofSeconds(6));
                }),
                parent("that is paused", "FAILED", (s, p) -> {
                    s.grant(p.id());
                    p.beat();
                    p.beat(heartbeat -> heartbeat.setCounters(Map.of("cpu.millis", 9_999L)));
                }),
                parent("that is halted", "FAILED", (s, p) -> {
                    s.grant(p.id());
                    p.beat();
                    p.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));
                }),
                parent("that is completed", "FAILED", (s, p) -> {
                    s.grant(p.id());
                    p.beat();
                    p.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED));
                }));
    }

    @ParameterizedTest(name = "a parent {0}")
    @MethodSource("parents")
    void shouldNotLeaseAChildOf(String name, String lineage, BiConsumer<EvaluatorScenario, Executor> fate) {
        fate.accept(scenario, scenario.executor("root"));
        scenario.grant("root/child");
        Executor child = scenario.executor("root/child");

        child.beat();
        child.beat();

        assertThat(scenario.leases("root/child")).isEmpty();
        assertThat(scenario.standing("root/child")).isEqualTo(TrustState.PENDING);
        LineageEntry last = last(scenario.lineage("root/child"));
        assertThat(last.getFacts())
                .filteredOn(fact -> fact.getName().equals("lineage"))
                .extracting(FactValue::getValue)
                .containsExactly(lineage);
        assertThat(last.getFindings()).extracting(Finding::getCode).containsExactly("LINEAGE_" + lineage);
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
    void shouldNotTakeALongerNameForAParent() {
        scenario.leased("root");

        scenario.grant("root-2/child");
        scenario.executor("root-2/child").beat();

        assertThat(scenario.leases("root-2/child")).isEmpty();
    }

    private static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }
}
