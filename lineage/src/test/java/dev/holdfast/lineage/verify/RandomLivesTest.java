package dev.holdfast.lineage.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.merkle.InclusionProof;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.testing.Decisions;
import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.Seeds;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.Capability;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Phase;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.facts.Surroundings;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever an evaluator decides, nothing of it is called false: the real decider, led through random lives. */
class RandomLivesTest {
    private static final int ROUNDS = 300;
    private static final int STEPS = 40;
    private static final Grant GRANT = SoundProof.grant(grant -> {});

    @Test
    void shouldCallNoDecisionOfTheDeciderFalse() {
        Set<TrustState> met = EnumSet.noneOf(TrustState.class);
        for (int round = 0; round < ROUNDS; round++) {
            Random random = Seeds.random(round);
            Decisions life = Decisions.before(GRANT, "aa", Surroundings.ofRoot(), SoundProof.START);
            for (int step = 0; step < STEPS; step++) {
                life.take(occurrence(random, life));
            }
            var lines = new Lines();
            List<LineageEntry> entries = life.entries();
            DecisionCheck.check(
                    IntStream.range(0, entries.size())
                            .mapToObj(i -> read(i, entries))
                            .toList(),
                    lines);

            assertThat(lines.report().lines()).as(Seeds.recipe(round)).hasOnlyElementsOfType(Line.Verified.class);
            entries.forEach(entry -> met.add(entry.getTo()));
        }
        assertThat(met).contains(TrustState.TRUSTED, TrustState.PAUSED, TrustState.HALTED, TrustState.COMPLETED);
    }

    private static ReadEntry read(int index, List<LineageEntry> entries) {
        var logged = new LoggedEntry(
                Records.encoded(entries.get(index)), new InclusionProof(index, entries.size(), List.of()));
        return new ReadEntry(logged, entries.get(index));
    }

    private static Occurrence occurrence(Random random, Decisions life) {
        return switch (random.nextInt(12)) {
            case 0 -> new Occurrence.Granted(GRANT, new byte[32], Set.of());
            case 1 -> new Occurrence.DeadlinePassed();
            case 2 -> new Occurrence.GovernanceChanged();
            case 3 ->
                random.nextInt(8) == 0
                        ? new Occurrence.Ordered(OrderAction.HALT, "o: olga: enough")
                        : new Occurrence.Ordered(
                                random.nextBoolean() ? OrderAction.PAUSE : OrderAction.RESUME, "o: olga: look");
            case 4, 5 ->
                new Occurrence.Acknowledged(Acknowledgment.newBuilder()
                        .setEpoch(life.state().getEpoch())
                        .setAction(random.nextBoolean() ? ControlAction.PAUSE : ControlAction.HALT)
                        .setStage(AcknowledgmentStage.values()[random.nextInt(2)])
                        .setExecutorInstance("process-1")
                        .setSentAt(Instant.ofEpochMilli(life.now()))
                        .setElapsedMicros(1)
                        .build());
            default ->
                new Occurrence.Beat(Heartbeat.newBuilder()
                        .setSequence(life.state().getSequence() + 1)
                        .setExecutorInstance("process-1")
                        .setSentAt(Instant.ofEpochMilli(life.now()))
                        .setPhase(random.nextInt(40) == 0 ? Phase.ENDED : Phase.RUNNING)
                        .setStanding(Standing.values()[random.nextInt(4)])
                        .setObeyedEpoch(Math.max(0, life.state().getEpoch() + random.nextInt(5) - 3))
                        .setCounters(Map.of("spent", random.nextInt(3) == 0 ? 1L : 0L))
                        .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                        .build());
        };
    }
}
