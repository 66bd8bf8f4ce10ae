package dev.holdfast.topology.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.trust.facts.ExecutionFacts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold after every step of a walk. */
final class Invariants {
    private final EvaluatorScenario scenario;
    private final Map<String, Life> lives = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();

    Invariants(EvaluatorScenario scenario) {
        this.scenario = scenario;
    }

    /** What is remembered of one execution between steps, from its first record until it is forgotten. */
    private static final class Life {
        private @Nullable ControlCommand command;
        private boolean violated;
        private long entries;
        private Instant decidedAt = Instant.MIN;
    }

    /** How often something happened, so that a walk that met nothing does not count. */
    int seen(String what) {
        return seen.getOrDefault(what, 0);
    }

    void check(Step step) {
        Life life = lives.computeIfAbsent(step.id(), id -> new Life());
        everyInputHasItsOutcome(step);
        if (accepted(step) && step.faults().contains("scope")) {
            life.violated = true;
        }
        for (Output output : own(step, Topic.LINEAGE)) {
            lineage(life, scenario.decode(output, LineageEntry.class));
        }
        for (Output output : own(step, Topic.CONTROL)) {
            command(step, life, scenario.decode(output, ControlCommand.class));
        }
        for (Output output : own(step, Topic.LEASES)) {
            lease(step, life, scenario.decode(output, Lease.class));
        }
        family(step);
        aHaltIsFinal(step);
        if (step.before() != null && step.after() == null) {
            assertThat(step.outcome().on(Topic.EXECUTIONS))
                    .singleElement()
                    .satisfies(row -> assertThat(row.value()).isNull());
            lives.remove(step.id());
            count("forgotten");
        }
    }

    private static List<Output> own(Step step, Topic topic) {
        return step.outcome().on(topic).stream()
                .filter(output -> idOf(output).equals(step.id()))
                .toList();
    }

    private static String idOf(Output output) {
        return new String(output.key(), StandardCharsets.UTF_8);
    }

    /** Beside what a record is about, it reaches only what descends from that, and nothing there by way of permission. */
    private void family(Step step) {
        for (Output output : step.outcome().outputs()) {
            String id = idOf(output);
            if (id.equals(step.id()) || output.topic() == Topic.DEAD_LETTERS) {
                continue;
            }
            if (output.topic() == Topic.EXECUTIONS) {
                assertThat(id.startsWith(step.id() + "/") || step.id().startsWith(id + "/"))
                        .isTrue();
                continue;
            }
            assertThat(id).startsWith(step.id() + "/");
            Life life = lives.computeIfAbsent(id, unmet -> new Life());
            switch (output.topic()) {
                case LINEAGE -> lineage(life, scenario.decode(output, LineageEntry.class));
                case CONTROL -> {
                    life.command = scenario.decode(output, ControlCommand.class);
                    assertThat(life.command.getAction()).isNotEqualTo(ControlAction.RESUME);
                    count("taken along");
                }
                default -> throw new AssertionError("a record about `" + step.id() + "` led to " + output);
            }
        }
    }

    /** 7: a decision, or a dead letter with reason and coordinates; or a tick that asks for nothing any more. */
    private void everyInputHasItsOutcome(Step step) {
        List<Output> letters = step.outcome().on(Topic.DEAD_LETTERS);
        if (!letters.isEmpty()) {
            count("dead letters");
            DeadLetter letter = scenario.decode(letters.get(0), DeadLetter.class);
            assertThat(letters).hasSize(1);
            assertThat(step.outcome().outputs())
                    .as("a dead letter and nothing beside it")
                    .hasSize(1);
            assertThat(letter.getOffset()).isEqualTo(step.outcome().offset());
            assertThat(letter.getTopic())
                    .isEqualTo("holdfast." + step.input().topic().logicalName());
            assertThat(step.faults()).as("rejected as " + letter.getReason()).isNotEmpty();
            boolean waits = (step.before() == null || step.before().getGrant() == null)
                    && (letter.getReason().equals("GRANT_MISSING")
                            || step.input().topic() == Topic.GRANTS);
            if (!waits) {
                assertThat(step.after()).isEqualTo(step.before());
            }
            return;
        }
        if (step.input().topic() == Topic.TICKS) {
            return;
        }
        assertThat(step.after())
                .as("a record that was not rejected is decided on")
                .isNotNull();
        long before = step.before() == null ? 0 : step.before().getEvaluatedAt();
        assertThat(step.after().getEvaluatedAt())
                .isEqualTo(Math.max(before, step.appendedAt().toEpochMilli()));
    }

    private static boolean accepted(Step step) {
        return step.outcome().on(Topic.DEAD_LETTERS).isEmpty();
    }

    /** 2, 3 and the order of time. */
    private void lineage(Life life, LineageEntry entry) {
        assertThat(entry.getEntry()).isEqualTo(++life.entries);
        assertThat(entry.getDecidedAt()).isAfterOrEqualTo(life.decidedAt);
        life.decidedAt = entry.getDecidedAt();
        boolean halting = entry.getFindings().stream().anyMatch(finding -> finding.getSeverity() == Severity.HALT);
        assertThat(entry.getVerdict() == VerdictKind.HALT).isEqualTo(halting);
        assertThat(entry.getVerdict() == VerdictKind.TRUSTED)
                .isEqualTo(entry.getFindings().isEmpty());
        if ((long) fact(entry, "missedHeartbeats") >= 3) {
            assertThat(fact(entry, "identity")).isEqualTo("UNKNOWN");
            assertThat(fact(entry, "behaviour")).isNotEqualTo("VERIFIED");
        }
        count("moved to " + entry.getTo());
    }

    /** 5: above the one before, or that one once more. */
    private void command(Step step, Life life, ControlCommand command) {
        ControlCommand previous = life.command;
        boolean repeated = previous != null
                && previous.getEpoch() == command.getEpoch()
                && previous.getAction() == command.getAction()
                && previous.getDecidedAt().equals(command.getDecidedAt());
        if (previous != null && !repeated) {
            assertThat(command.getEpoch()).isGreaterThan(previous.getEpoch());
        }
        if (previous != null && previous.getAction() == ControlAction.HALT) {
            assertThat(command.getAction()).isEqualTo(ControlAction.HALT);
        }
        if (step.before() != null) {
            assertThat(command.getEpoch()).isGreaterThanOrEqualTo(step.before().getEpoch());
        }
        assertThat(command.getEpoch()).isEqualTo(step.after().getEpoch());
        life.command = command;
        count(repeated ? "repeated" : command.getAction().name());
    }

    /** 1, by the facts on record and, apart from them, by what the walk knows it sent. */
    private void lease(Step step, Life life, Lease lease) {
        count("leases");
        ExecutionState after = step.after();
        assertThat(step.input().topic()).isEqualTo(Topic.HEARTBEATS);
        assertThat(after.getState()).isEqualTo(TrustState.TRUSTED);
        assertThat(lease.getHeartbeatSequence()).isEqualTo(after.getSequence());
        assertThat(lease.getEpoch()).isEqualTo(after.getEpoch());
        assertThat(life.command == null || lease.getEpoch() >= life.command.getEpoch())
                .isTrue();
        LineageEntry entry = scenario.decode(own(step, Topic.LINEAGE).get(0), LineageEntry.class);
        assertThat(entry.getLeasedSequence()).isEqualTo(lease.getHeartbeatSequence());
        for (Dimension dimension : Dimension.values()) {
            assertThat(fact(entry, ExecutionFacts.propertyOf(dimension))).isEqualTo("VERIFIED");
        }

        assertThat(step.faults()).as("faults of a heartbeat that was leased").isEmpty();
        assertThat(life.violated).as("an action outside the scope, ever").isFalse();
        assertThat(step.ancestorsTrusted()).isTrue();
        Grant grant = after.getGrant();
        assertThat(lease.getDecidedAt()).isAfterOrEqualTo(grant.getNotBefore());
        assertThat(lease.getDecidedAt().plusMillis(lease.getDurationMillis())).isBeforeOrEqualTo(grant.getNotAfter());
        assertThat(lease.getDurationMillis()).isBetween(1, grant.getLeaseMillis());
    }

    /** 5: a halt is final. */
    private void aHaltIsFinal(Step step) {
        if (step.before() != null && step.before().getState() == TrustState.HALTED && step.after() != null) {
            assertThat(step.after().getState()).isEqualTo(TrustState.HALTED);
            assertThat(step.outcome().on(Topic.LEASES)).isEmpty();
        }
        if (step.before() != null && step.after() != null) {
            assertThat(step.after().getEpoch())
                    .isGreaterThanOrEqualTo(step.before().getEpoch());
        }
    }

    private static Object fact(LineageEntry entry, String name) {
        return entry.getFacts().stream()
                .filter(fact -> fact.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }
}
