package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Signal;
import dev.holdfast.topology.process.Inbound.Envelope;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.authority.Judgment;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.intake.SignalCheck;
import dev.holdfast.trust.signature.KeyId;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes signals: of executions that are granted, since a grant says whose an execution is; signed by sources that may speak of them. What a source cannot
 * say it does not begin either: nobody waits for a grant because of a signal.
 */
final class SignalIntake {
    private final Inbound inbound;
    private final Governance governance;
    private final StateStore store;
    private final Settlement settlement;

    SignalIntake(Inbound inbound, Governance governance, StateStore store, Settlement settlement) {
        this.inbound = inbound;
        this.governance = governance;
        this.store = store;
        this.settlement = settlement;
    }

    void take(String executionId, Envelope envelope, Record<byte[], byte[]> record, Settlement.Cause cause)
            throws Rejected {
        ExecutionState state = store.get(record.key());
        Grant grant = state == null ? null : state.getGrant();
        if (state == null || grant == null) {
            throw new Rejected(
                    Reason.GRANT_MISSING,
                    "`" + executionId + "` has no grant, so that nobody can say who may observe it; send signals of"
                            + " executions that are granted");
        }
        Set<KeyId> signers = inbound.verifyAll(
                envelope, executionId, record.headers(), governance.signersOfSignals(), "a source of signals");
        Judgment judgment = governance.judgeSignalSources(grant, signers, record.timestamp());
        if (!judgment.isValid()) {
            throw new Rejected(Reason.AUTHORITY_REFUSED, judgment.outcome() + ": " + judgment.detail());
        }
        Signal signal = inbound.decode(envelope, Signal.class);
        Optional<Rejection> flaw = SignalCheck.check(state, signal, judgment.authority(), record.timestamp());
        if (flaw.isPresent()) {
            throw new Rejected(flaw.get());
        }
        settlement.settle(
                executionId, record.key(), state, new Occurrence.Signalled(signal, judgment.authority()), cause);
    }
}
