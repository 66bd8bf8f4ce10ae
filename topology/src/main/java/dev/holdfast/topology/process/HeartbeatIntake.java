package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.topology.process.Inbound.Envelope;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.appraisal.Appraiser;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Reception;
import dev.holdfast.trust.intake.HeartbeatCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.session.Admission;
import dev.holdfast.trust.session.Authentication;
import dev.holdfast.trust.session.SessionVerifier;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Heartbeats: who sends one by whose grant, signed or in a session, what it attests, and then what it leads to. */
final class HeartbeatIntake {
    private final Inbound inbound;
    private final Signers signers;
    private final SessionVerifier sessions;
    private final Appraiser appraiser;
    private final Governance governance;
    private final StateStore store;
    private final Waiting waiting;
    private final Settlement settlement;

    HeartbeatIntake(
            Inbound inbound,
            Signers signers,
            SessionVerifier sessions,
            Appraiser appraiser,
            Governance governance,
            StateStore store,
            Waiting waiting,
            Settlement settlement) {
        this.inbound = inbound;
        this.signers = signers;
        this.sessions = sessions;
        this.appraiser = appraiser;
        this.governance = governance;
        this.store = store;
        this.waiting = waiting;
        this.settlement = settlement;
    }

    void take(String executionId, Envelope envelope, Record<byte[], byte[]> record, Settlement.Cause cause)
            throws Rejected {
        ExecutionState state = granted(executionId, store.get(record.key()), record);
        Grant grant = state.getGrant();
        Authentication.Authentic authentic = inbound.authenticate(
                sessions,
                envelope,
                executionId,
                record.headers(),
                state,
                grant,
                signers.ofExecutor(grant),
                "the executor key that the grant names");
        Heartbeat heartbeat = inbound.decode(envelope, Heartbeat.class);
        Optional<Rejection> flaw = HeartbeatCheck.check(state, heartbeat);
        if (flaw.isPresent()) {
            throw new Rejected(flaw.get());
        }
        Admission admission = sessions.admit(state, grant, authentic, heartbeat);
        if (admission instanceof Admission.Refused refused) {
            throw new Rejected(refused.rejection());
        }
        ((Admission.Accepted) admission).session().storeIn(state);
        state.setAttestations(appraiser.appraise(
                grant,
                state.getAttestations(),
                heartbeat.getAttestations(),
                trustDomain -> governance.bundleOf(trustDomain, grant, record.timestamp()),
                record.timestamp()));
        settlement.settle(executionId, record.key(), state, new Occurrence.Beat(heartbeat), cause);
    }

    /** The state, which must have a grant by which a heartbeat can be verified. Without one the wait for it begins. */
    private ExecutionState granted(String executionId, @Nullable ExecutionState state, Record<byte[], byte[]> record)
            throws Rejected {
        if (state != null && state.getGrant() != null) {
            return state;
        }
        ExecutionState begun = state;
        if (state == null) {
            begun = waiting.begin(record.timestamp());
        } else if (!Reception.await(state, record.timestamp())) {
            begun = null;
        }
        if (begun != null) {
            store.put(record.key(), begun);
            settlement.arm(executionId, begun);
        }
        throw new Rejected(
                Reason.GRANT_MISSING,
                "`" + executionId
                        + "` has no grant by which to verify this; publish the grant before the first heartbeat");
    }
}
