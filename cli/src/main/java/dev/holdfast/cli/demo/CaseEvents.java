package dev.holdfast.cli.demo;

import dev.holdfast.executor.GuardEvent;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes down when things happened in one execution, by the monotonic clock of this process, and tells them on. */
final class CaseEvents implements Consumer<GuardEvent> {
    private final Consumer<String> narration;
    private final String heartbeatsTopic;
    private final Runnable onLease;
    private final Map<Long, Long> sentBySequence = new HashMap<>();
    private final Map<Long, Long> sequenceByOffset = new HashMap<>();
    private long lastHeardNanos;
    private boolean leased;
    private boolean stoppedByLease;
    private boolean commanded;
    private boolean fixedViolation;
    private @Nullable Long violationNanos;
    private @Nullable Long receivedNanos;
    private @Nullable Long effectiveNanos;

    /** @param onLease run once, when the first lease has come */
    CaseEvents(String heartbeatsTopic, Consumer<String> narration, Runnable onLease) {
        this.heartbeatsTopic = heartbeatsTopic;
        this.narration = narration;
        this.onLease = onLease;
    }

    @Override
    public synchronized void accept(GuardEvent event) {
        if (event instanceof GuardEvent.HeartbeatSent sent) {
            sentBySequence.put(sent.sequence(), sent.atNanos());
        } else if (event instanceof GuardEvent.HeartbeatTaken taken) {
            sequenceByOffset.put(taken.offset(), taken.sequence());
            lastHeardNanos = sentBySequence.getOrDefault(taken.sequence(), lastHeardNanos);
        } else if (event instanceof GuardEvent.LeaseReceived received && !leased) {
            leased = true;
            onLease.run();
            narration.accept("first lease, for " + received.duration().toMillis() + " ms; the program starts");
        } else if (event instanceof GuardEvent.CommandReceived received) {
            commanded(received);
        } else if (event instanceof GuardEvent.StandingChanged changed) {
            changed(changed);
        } else if (event instanceof GuardEvent.Effective effective) {
            inEffect(effective);
        }
    }

    private void commanded(GuardEvent.CommandReceived received) {
        narration.accept("ordered " + received.action() + ": " + received.reason());
        if (!commanded && received.action() != ControlAction.RESUME) {
            // A lease may have run out a moment before; what counts is what the command does.
            commanded = true;
            receivedNanos = received.atNanos();
            effectiveNanos = null;
            if (violationNanos == null || stoppedByLease) {
                violationNanos = fixedViolation ? violationNanos : Long.valueOf(sentNanosOf(received));
            }
        }
    }

    /** When the record on which it was decided was sent; for a deadline, the heartbeat after which nothing more came. */
    private long sentNanosOf(GuardEvent.CommandReceived received) {
        Long sequence =
                received.triggerTopic().equals(heartbeatsTopic) ? sequenceByOffset.get(received.triggerOffset()) : null;
        Long sent = sequence == null ? null : sentBySequence.get(sequence);
        return sent == null ? lastHeardNanos : sent;
    }

    private void changed(GuardEvent.StandingChanged changed) {
        boolean denial = changed.to() == Standing.PAUSED || changed.to() == Standing.HALTED;
        if (denial && receivedNanos == null) {
            // No command came: the lease ran out.
            stoppedByLease = true;
            receivedNanos = changed.atNanos();
            violationNanos = violationNanos == null ? Long.valueOf(lastHeardNanos) : violationNanos;
            narration.accept("no word from the evaluator: " + changed.cause());
        }
    }

    private void inEffect(GuardEvent.Effective effective) {
        boolean denial = effective.standing() == Standing.PAUSED || effective.standing() == Standing.HALTED;
        if (denial) {
            narration.accept(effective.standing() + " in effect: " + effective.detail());
            if (effectiveNanos == null) {
                effectiveNanos = effective.atNanos();
            }
        }
    }

    /** Sets the moment of the violation where it is no record: the end of a grant. */
    synchronized void violatedAt(long nanos) {
        violationNanos = nanos;
        fixedViolation = true;
    }

    /** Whether the first denial came from the executor's own lease. */
    synchronized boolean stoppedByLease() {
        return stoppedByLease;
    }

    synchronized @Nullable Double detectionMillis() {
        return millisTo(receivedNanos);
    }

    synchronized @Nullable Double effectiveMillis() {
        return millisTo(effectiveNanos);
    }

    private @Nullable Double millisTo(@Nullable Long nanos) {
        return nanos == null || violationNanos == null ? null : Math.round((nanos - violationNanos) / 10_000.0) / 100.0;
    }
}
