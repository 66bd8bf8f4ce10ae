package dev.holdfast.trust.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Phase;
import dev.holdfast.record.Severity;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.intake.HeartbeatCheck;
import dev.holdfast.trust.testing.Records;
import dev.holdfast.trust.testing.Scenario;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import dev.holdfast.trust.testing.TestRules;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds in every life, whatever happens in it: checked over random ones. */
class RandomLifeTest {
    private static final List<Enforcement> FURTHER = List.of(
            Enforcement.NONE,
            Enforcement.ORDERED,
            Enforcement.RECEIVED,
            Enforcement.UNCONFIRMED,
            Enforcement.EFFECTIVE);

    private static final int LIVES = 400;
    private static final int STEPS = 60;

    @Test
    void shouldKeepEveryInvariantWhateverHappens() {
        var reached = EnumSet.noneOf(TrustState.class);
        var commanded = new EnumMap<ControlAction, Integer>(ControlAction.class);
        int leases = 0;
        for (int life = 0; life < LIVES; life++) {
            Random random = Seeds.random(life);
            Scenario run = Scenario.begin().rules(random.nextInt(4) == 0 ? TestRules.NONE : moody(random));
            long millis = 0;
            for (int step = 0; step < STEPS; step++) {
                millis += random.nextInt(3) == 0 ? 0 : random.nextInt(1_500);
                run.at(millis);
                ExecutionState before = run.state();
                Decision decision = happens(run, random);
                ExecutionState after = run.state();
                String recipe = "step " + step + ", " + Seeds.recipe(life);

                check(before, decision, after, recipe);
                reached.add(decision.to());
                decision.command().ifPresent(command -> commanded.merge(command, 1, Integer::sum));
                leases += decision.lease().isPresent() ? 1 : 0;
            }
        }
        assertThat(reached).describedAs("states reached").containsExactlyInAnyOrder(TrustState.values());
        assertThat(commanded).describedAs("commands given").containsOnlyKeys(ControlAction.values());
        assertThat(leases).describedAs("leases given").isGreaterThan(LIVES / 2);
    }

    private static void check(ExecutionState before, Decision decision, ExecutionState after, String recipe) {
        assertThat(after.getEpoch()).describedAs("epoch, %s", recipe).isGreaterThanOrEqualTo(before.getEpoch());
        if (decision.command().isPresent()) {
            assertThat(after.getEpoch())
                    .describedAs("epoch of a command, %s", recipe)
                    .isGreaterThan(Math.max(before.getEpoch(), after.getObeyedEpoch()));
            assertThat(after.getCommand()).isEqualTo(decision.command().get());
        }
        if (before.getState() == TrustState.HALTED || before.getState() == TrustState.COMPLETED) {
            assertThat(after.getState())
                    .describedAs("a final state, %s", recipe)
                    .isEqualTo(before.getState());
        }
        if (decision.lease().isPresent()) {
            assertThat(decision.verdict()).describedAs(recipe).isEqualTo(new Verdict.Trusted());
            for (Dimension dimension : Dimension.values()) {
                assertThat(decision.facts().check(dimension))
                        .describedAs("%s of a lease, %s", dimension, recipe)
                        .isEqualTo(Check.VERIFIED);
            }
            assertThat(after.getState()).isEqualTo(TrustState.TRUSTED);
            assertThat(after.getSequence())
                    .describedAs("a lease answers a heartbeat, %s", recipe)
                    .isGreaterThan(before.getSequence())
                    .isEqualTo(decision.lease().get().heartbeatSequence());
            assertThat(decision.lease().get().durationMillis())
                    .describedAs("duration, %s", recipe)
                    .isBetween(1, (int) Math.min(10_000, decision.facts().grantRemainingMillis()));
            assertThat(decision.repeat())
                    .describedAs("a denial beside a lease, %s", recipe)
                    .isFalse();
            assertThat(after.getEpoch())
                    .describedAs("a lease is not older than what the executor obeys, %s", recipe)
                    .isGreaterThanOrEqualTo(after.getObeyedEpoch());
        }
        if (decision.to() == TrustState.TRUSTED && decision.moved()) {
            assertThat(decision.lease())
                    .describedAs("a lease with every admission, %s", recipe)
                    .isPresent();
        }
        if (after.getState() == TrustState.HALTED
                && after.getSequence() > before.getSequence()
                && after.getObeyedEpoch() < after.getEpoch()) {
            assertThat(decision.repeat() || decision.command().isPresent())
                    .describedAs("a halt that is not obeyed is sent again, %s", recipe)
                    .isTrue();
        }
        boolean sameCommand = decision.command().isEmpty()
                && after.getEpoch() == before.getEpoch()
                && after.getCommand() == before.getCommand();
        if (sameCommand) {
            assertThat(FURTHER.indexOf(after.getEnforcement()))
                    .describedAs("enforcement, %s", recipe)
                    .isGreaterThanOrEqualTo(FURTHER.indexOf(before.getEnforcement()));
        }
        assertThat(after.getEntries())
                .describedAs("entries, %s", recipe)
                .isEqualTo(before.getEntries() + (decision.notable() ? 1 : 0));
        if (decision.moved() || decision.command().isPresent()) {
            assertThat(decision.notable()).describedAs(recipe).isTrue();
        }
    }

    private static Decision happens(Scenario run, Random random) {
        ExecutionState state = run.state();
        int choice = random.nextInt(10);
        if (state.getGrant() == null) {
            // Without a grant no heartbeat can be verified.
            return choice < 3 ? run.granted(TestGrants.sound()) : run.ticks();
        }
        if (choice < 6) {
            Heartbeat heartbeat = heartbeat(state, run.now(), random);
            assertThat(HeartbeatCheck.check(state, heartbeat).isPresent()).isEqualTo(state.getEnded());
            return state.getEnded() ? run.ticks() : run.happens(new Occurrence.Beat(heartbeat));
        }
        if (choice < 8) {
            ControlAction[] actions = ControlAction.values();
            return run.happens(new Occurrence.Acknowledged(new Acknowledgment(
                    Math.max(0, state.getEpoch() - random.nextInt(2)),
                    state.getCommand() != null && random.nextBoolean()
                            ? state.getCommand()
                            : actions[random.nextInt(actions.length)],
                    AcknowledgmentStage.values()[random.nextInt(2)],
                    random.nextInt(5) == 0 ? "process-b" : TestHeartbeats.INSTANCE,
                    Instant.ofEpochMilli(run.now()),
                    1L,
                    "")));
        }
        return choice == 8 ? run.granted(TestGrants.sound()) : run.ticks();
    }

    private static Heartbeat heartbeat(ExecutionState state, long now, Random random) {
        return TestHeartbeats.with(state.getSequence() + 1 + random.nextInt(2), heartbeat -> {
            heartbeat.setSentAt(Instant.ofEpochMilli(now));
            heartbeat.setStanding(random.nextInt(20) == 0 ? Standing.HALTED : Standing.values()[random.nextInt(3)]);
            long obeyed = random.nextInt(6) == 0 ? state.getEpoch() + random.nextInt(4) : state.getEpoch();
            heartbeat.setObeyedEpoch(random.nextInt(4) == 0 ? 0 : obeyed);
            heartbeat.setCounters(Map.of("cpu.millis", (long) random.nextInt(100), "processes", 1L));
            heartbeat.setEvidence(Map.of("image", "1", "host", "a"));
            if (random.nextInt(15) == 0) {
                heartbeat.setActions(List.of(TestHeartbeats.deletion("/etc")));
            }
            if (random.nextInt(40) == 0) {
                heartbeat.setPhase(Phase.ENDED);
            }
        });
    }

    /** Sensible rules that now and then, by the facts alone, pause or halt for no reason. */
    private static Rulebook moody(Random random) {
        int salt = random.nextInt(1_000);
        return TestRules.of(facts -> {
            long mood = Math.floorMod(facts.waitedMillis() * 31 + salt, 40L);
            List<Finding> findings = new ArrayList<>(TestRules.SENSIBLE.evaluate(facts));
            if (mood < 8) {
                findings.add(TestRules.finding("MOOD", Severity.PAUSE));
            }
            if (mood == 39) {
                findings.add(TestRules.finding("TEMPER", Severity.HALT));
            }
            return findings;
        });
    }

    /** Invariant 6: not even the order in which a map was filled may show. */
    @Test
    void shouldNotDependOnTheOrderOfMaps() {
        Map<String, Long> forth = new LinkedHashMap<>();
        Map<String, Long> back = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            forth.put("counter-" + i, 1L);
            back.put("counter-" + (49 - i), 1L);
        }

        Decision one = Scenario.running().at(100).beats(heartbeat -> heartbeat.setCounters(forth));
        Decision two = Scenario.running().at(100).beats(heartbeat -> heartbeat.setCounters(back));

        assertThat(two).isEqualTo(one);
        var facts = FactSnapshot.of(one.facts());
        var others = FactSnapshot.of(two.facts());
        for (int i = 0; i < facts.size(); i++) {
            assertThat(Records.bytes(others.get(i))).isEqualTo(Records.bytes(facts.get(i)));
        }
    }
}
