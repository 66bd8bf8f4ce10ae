package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Phase;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private EvaluatorScenario scenario;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.start();
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    private List<Output> tombstones() {
        return scenario.outputs().stream()
                .filter(output -> output.value() == null)
                .toList();
    }

    @Test
    void shouldForgetACompletedExecutionAMinuteAfterItsGrantEnds() {
        scenario.grant("job-1", grant -> grant.setNotAfter(scenario.now().plusSeconds(30)));
        Executor executor = scenario.executor("job-1");
        executor.beat();
        executor.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED));
        scenario.advance(Duration.ofMillis(89_950));
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.COMPLETED);

        scenario.advance(Duration.ofMillis(100));

        assertThat(scenario.store()).isEmpty();
        assertThat(tombstones()).singleElement().satisfies(output -> {
            assertThat(output.topic()).isEqualTo(Topic.EXECUTIONS);
            assertThat(new String(output.key(), StandardCharsets.UTF_8)).isEqualTo("job-1");
        });
    }

    @Test
    void shouldForgetADeniedExecutionAMinuteAfterItsDenial() {
        scenario.executor("job-1").beat();

        scenario.advance(Duration.ofSeconds(66));

        assertThat(scenario.store()).isEmpty();
        assertThat(tombstones()).hasSize(1);
        assertThat(scenario.commands("job-1"))
                .extracting(command -> command.getAction())
                .containsExactly(ControlAction.DENY);
    }

    @Test
    void shouldKeepAHaltedExecutionUntilItsGrantCannotBeReplayed() {
        Executor executor = scenario.leased("job-1");
        executor.beat(heartbeat -> heartbeat.setEvidence(Map.of("executable.sha256", "bb")));

        scenario.leap(Duration.ofMinutes(60));
        scenario.advance(Duration.ofSeconds(30));
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.HALTED);
        scenario.advance(Duration.ofSeconds(31));

        assertThat(scenario.store()).isEmpty();
    }

    @Test
    void shouldNotLetAForgottenExecutionsGrantBeUsedAgain() {
        Instant end = scenario.now().plusSeconds(5);
        var grant = scenario.signedGrant("job-1", Keys.ISSUER, builder -> builder.setNotAfter(end));
        scenario.send(grant);
        Executor executor = scenario.executor("job-1");
        executor.beat();
        var replayed = executor.heartbeat(heartbeat -> {});
        scenario.advance(Duration.ofSeconds(70));
        assertThat(scenario.store()).isEmpty();

        scenario.send(grant);
        scenario.send(replayed);

        assertThat(scenario.leases("job-1")).hasSize(1);
        assertThat(scenario.standing("job-1")).isEqualTo(TrustState.HALTED);
    }

    @Test
    void shouldNotGrowOverAThousandShortExecutions() {
        int most = 0;
        for (int i = 0; i < 1_000; i++) {
            String id = "short-" + i;
            scenario.grant(id, grant -> grant.setNotAfter(scenario.now().plusSeconds(2)));
            Executor executor = scenario.executor(id);
            executor.beat();
            if (i % 3 != 0) {
                executor.beat(heartbeat -> heartbeat.setPhase(Phase.ENDED));
            }
            scenario.leap(Duration.ofMillis(1_000));
            if (i % 100 == 99) {
                most = Math.max(most, scenario.store().size());
            }
        }
        assertThat(most).as("63 s of executions, one a second").isBetween(40, 80);

        // The last one is halted when its grant's end is noticed, and forgotten a minute after that.
        scenario.advance(Duration.ofSeconds(70));
        int inputs = scenario.played().size();
        scenario.leap(Duration.ofDays(1));

        assertThat(scenario.store()).isEmpty();
        assertThat(tombstones()).hasSize(1_000);
        assertThat(scenario.played().size()).as("no deadline is left").isEqualTo(inputs);
        assertThat(scenario.deadLetters()).isEmpty();
    }
}
