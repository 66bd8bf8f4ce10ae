package dev.holdfast.trust.execution;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.AcknowledgmentStage;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.facts.Scope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Brings the state of an execution up to date with what happened, before anything is judged. */
final class Observation {
    static final int MAXIMUM_VIOLATIONS_KEPT = 16;
    static final int MAXIMUM_VIOLATION_CHARACTERS = 256;

    private Observation() {}

    /** Takes note of an occurrence, which must have been verified. */
    static void note(ExecutionState state, Occurrence occurrence, long now) {
        if (occurrence instanceof Occurrence.Granted granted) {
            granted(state, granted, now);
        } else if (occurrence instanceof Occurrence.Beat beat) {
            beat(state, beat.heartbeat(), now);
        } else if (occurrence instanceof Occurrence.Acknowledged acknowledged) {
            acknowledged(state, acknowledged.acknowledgment(), now);
        } else if (occurrence instanceof Occurrence.Signalled signalled) {
            SignalTraces.note(state, signalled, now);
        } else if (occurrence instanceof Occurrence.Ordered ordered) {
            ordered(state, ordered, now);
        }
    }

    private static void granted(ExecutionState state, Occurrence.Granted granted, long now) {
        if (state.getGrant() != null) {
            return;
        }
        state.setGrant(granted.grant());
        state.setGrantDigest(ByteBuffer.wrap(granted.digest()));
        state.setGrantSigners(granted.signers().stream()
                .map(signer -> ByteBuffer.wrap(signer.bytes()))
                .toList());
        state.setGrantRefusal("");
        state.setScopeUse(unused(granted.grant()));
        state.setScopeMinuteUse(unused(granted.grant()));
        state.setScopeMinuteStart(unused(granted.grant()));
        state.setAdmission(null);
        if (Position.of(state.getState()) instanceof Position.Denied denied) {
            reopen(state, denied, now);
        }
    }

    /** The denial no longer stands: nobody is to be told of it again. Its epoch stays used. */
    static void reopen(ExecutionState state, Position.Denied denied, long now) {
        state.setState(denied.reopen().state());
        state.setSince(now);
        state.setCommand(null);
        state.setCommandFindings(List.of());
        state.setEnforcement(Enforcement.NONE);
        state.setEffectiveAfterMillis(-1);
    }

    private static void beat(ExecutionState state, Heartbeat heartbeat, long now) {
        state.setSequenceGap(state.getSequence() == 0 ? 0 : heartbeat.getSequence() - state.getSequence() - 1);
        state.setSequence(heartbeat.getSequence());
        state.setExecutorInstance(heartbeat.getExecutorInstance());
        state.setLastHeartbeatAt(now);
        state.setClockSkewMillis(heartbeat.getSentAt().toEpochMilli() - now);
        state.setStanding(heartbeat.getStanding());
        state.setObeyedEpoch(heartbeat.getObeyedEpoch());
        if (heartbeat.getObeyedEpoch() > state.getEpoch() || obeysAnotherOfThisEpoch(state)) {
            overtaken(state, heartbeat.getObeyedEpoch(), now);
        }
        state.setCapabilities(heartbeat.getCapabilities());
        state.setEvidence(heartbeat.getEvidence());
        Traces.note(state, heartbeat, now);
        state.setCounters(heartbeat.getCounters());
        Grant grant = state.getGrant();
        if (grant != null) {
            Rates.begin(state, grant, now);
            for (ReportedAction action : heartbeat.getActions()) {
                use(state, grant, action, now);
            }
        }
        if (heartbeat.getPhase() == Phase.ENDED) {
            state.setEnded(true);
            state.setExitCode(heartbeat.getExitCode());
        }
    }

    /**
     * Whether the executor stands otherwise than under this epoch it was told to: then it obeys a command of an aborted transaction, in
     * whose place another one of the same epoch was given. An executor whose lease has merely run out looks the same, and takes no harm.
     */
    private static boolean obeysAnotherOfThisEpoch(ExecutionState state) {
        if (state.getEpoch() == 0 || state.getObeyedEpoch() != state.getEpoch()) {
            return false;
        }
        Standing standing = state.getStanding();
        ControlAction command = state.getCommand();
        if (command == null || command == ControlAction.RESUME) {
            return standing == Standing.PAUSED;
        }
        return standing != Standing.HALTED && (command != ControlAction.PAUSE || standing != Standing.PAUSED);
    }

    /**
     * An executor may obey a command of an aborted transaction, which this evaluator never gave. What it is told from now on must lie above
     * that; so must a denial that stands, which is sent again with its new epoch and has to be confirmed anew.
     */
    private static void overtaken(ExecutionState state, long obeyedEpoch, long now) {
        state.setEpoch(Math.addExact(obeyedEpoch, 1));
        if (state.getCommand() != null && state.getCommand() != ControlAction.RESUME) {
            state.setEnforcement(Enforcement.ORDERED);
            state.setEffectiveAfterMillis(-1);
            state.setCommandedAt(now);
            state.setUnconfirmed(0);
        }
    }

    private static void use(ExecutionState state, Grant grant, ReportedAction action, long now) {
        List<Long> used = state.getScopeUse();
        int place = Scope.allowing(grant.getScope(), used, action.getAction(), action.getResource(), action.getCount());
        if (place == Scope.NOT_ALLOWED) {
            state.setScopeViolationCount(Count.sum(state.getScopeViolationCount(), action.getCount()));
            if (state.getScopeViolations().size() < MAXIMUM_VIOLATIONS_KEPT) {
                var kept = new ArrayList<>(state.getScopeViolations());
                kept.add(named(action));
                state.setScopeViolations(kept);
            }
        } else {
            used.set(place, Count.sum(used.get(place), action.getCount()));
            Rates.use(state, grant, place, action, now);
        }
    }

    private static void acknowledged(ExecutionState state, Acknowledgment acknowledgment, long now) {
        if (acknowledgment.getEpoch() != state.getEpoch() || state.getCommand() != acknowledgment.getAction()) {
            return;
        }
        // What another process of the same key has stopped says nothing of the one that carries the execution out.
        boolean known = state.getSequence() > 0;
        if (known && !state.getExecutorInstance().equals(acknowledgment.getExecutorInstance())) {
            return;
        }
        if (state.getEnforcement() == Enforcement.EFFECTIVE) {
            return;
        }
        if (acknowledgment.getStage() == AcknowledgmentStage.EFFECTIVE) {
            state.setEnforcement(Enforcement.EFFECTIVE);
            state.setEffectiveAfterMillis(Math.max(0, now - state.getCommandedAt()));
        } else if (state.getEnforcement() != Enforcement.UNCONFIRMED) {
            state.setEnforcement(Enforcement.RECEIVED);
        }
    }

    private static void ordered(ExecutionState state, Occurrence.Ordered ordered, long now) {
        switch (ordered.action()) {
            case PAUSE -> state.setOperatorPause(ordered.text());
            case RESUME -> {
                if (!state.getOperatorPause().isEmpty()) {
                    state.setOperatorPause("");
                    state.setHeldAt(now);
                }
            }
            case HALT -> state.setOperatorHalt(ordered.text());
        }
    }

    /** An action as facts name it, cut at {@link #MAXIMUM_VIOLATION_CHARACTERS}. */
    static String named(ReportedAction action) {
        String text = action.getAction() + " " + action.getResource();
        return text.length() <= MAXIMUM_VIOLATION_CHARACTERS ? text : text.substring(0, MAXIMUM_VIOLATION_CHARACTERS);
    }

    private static List<Long> unused(Grant grant) {
        return new ArrayList<>(Collections.nCopies(grant.getScope().size(), 0L));
    }
}
