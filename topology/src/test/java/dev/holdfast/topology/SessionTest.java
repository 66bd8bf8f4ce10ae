package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.SessionExecutor;
import dev.holdfast.trust.signature.RecordSignature;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTest {
    private static final String ID = "job-1";

    private final EvaluatorScenario scenario = EvaluatorScenario.start();

    @AfterEach
    void close() {
        scenario.close();
    }

    @Test
    void shouldLeaseOnHeartbeatsThatRestOnCodesAndSayHowManyDo() {
        SessionExecutor executor = scenario.inSession(ID, HeartbeatMode.SESSION);
        int signed = 0;
        for (int beat = 0; beat < 130; beat++) {
            Input heartbeat = executor.heartbeat(each -> {});
            signed += isSigned(heartbeat) ? 1 : 0;
            scenario.send(heartbeat);
            scenario.advance(EvaluatorScenario.INTERVAL);
        }

        assertThat(signed).as("an opening and one in 64").isEqualTo(3);
        assertThat(scenario.deadLetters()).isEmpty();
        assertThat(scenario.standing(ID)).isEqualTo(TrustState.TRUSTED);
        assertThat(scenario.commands(ID)).isEmpty();
        assertThat(scenario.leases(ID)).hasSizeGreaterThan(20);
        assertThat(scenario.state(ID).getSessionUncovered()).isEqualTo(1);
        List<Long> uncovered = scenario.lineage(ID).stream()
                .filter(entry -> entry.getLeasedSequence() != null)
                .map(SessionTest::uncovered)
                .toList();
        assertThat(uncovered.get(0)).isZero();
        assertThat(uncovered).anyMatch(count -> count > 50).allMatch(count -> count < 64);
    }

    @Test
    void shouldSayThatEveryHeartbeatIsSignedWhenThereIsNoSession() {
        scenario.leased(ID).beatFor(12);

        assertThat(scenario.lineage(ID)).extracting(SessionTest::uncovered).containsOnly(0L);
    }

    @Test
    void shouldGoOnWithASessionThatAnotherEvaluatorTook() {
        SessionExecutor executor = scenario.inSession(ID, HeartbeatMode.SESSION);
        for (int beat = 0; beat < 5; beat++) {
            executor.beat();
        }
        Input next = executor.heartbeat(each -> {});
        assertThat(isSigned(next)).isFalse();

        try (var after = EvaluatorScenario.with()
                .startsAt(scenario.wallClock())
                .stored(scenario.store())
                .start()) {
            after.send(next);

            assertThat(after.deadLetters()).isEmpty();
            assertThat(after.state(ID).getSequence())
                    .isEqualTo(executor.executor().sequence());
        }
    }

    @Test
    void shouldRefuseAllAfterALostHeartbeatUntilTheSessionIsOpenedAnew() {
        SessionExecutor executor = scenario.inSession(ID, HeartbeatMode.SIGNED, HeartbeatMode.SESSION);
        executor.beat();
        executor.beat();
        executor.heartbeat(each -> {});

        executor.beat();
        executor.beat();
        executor.reopen();
        executor.beat();
        executor.beat();

        assertThat(scenario.deadLetters())
                .extracting(DeadLetter::getReason)
                .containsExactly("SESSION_CHAIN_BROKEN", "SESSION_CHAIN_BROKEN");
        assertThat(scenario.state(ID).getSequence())
                .isEqualTo(executor.executor().sequence());
        assertThat(scenario.state(ID).getSessionUncovered()).isEqualTo(1);
    }

    private static long uncovered(LineageEntry entry) {
        return entry.getFacts().stream()
                .filter(fact -> fact.getName().equals("heartbeatsUncovered"))
                .map(fact -> (Long) fact.getValue())
                .findFirst()
                .orElseThrow();
    }

    private static boolean isSigned(Input heartbeat) {
        return heartbeat.headers().stream().map(Header::key).anyMatch(RecordSignature.HEADER::equals);
    }
}
