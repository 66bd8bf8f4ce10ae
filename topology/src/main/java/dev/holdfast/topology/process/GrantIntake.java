package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.topology.process.Inbound.Envelope;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.authority.Judgment;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Reception;
import dev.holdfast.trust.grant.Attenuation;
import dev.holdfast.trust.intake.GrantCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.KeyId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes grants: of a root, signed by its issuers; of a descendant, signed by its parent's executor and no wider than the parent's. Whoever waits
 * for a grant that is refused learns why.
 */
final class GrantIntake {
    /** How many executions may descend from one root at a time. */
    static final int MAXIMUM_DESCENDANTS = 5_000;

    private final Inbound inbound;
    private final Signers signers;
    private final Governance governance;
    private final StateStore store;
    private final Waiting waiting;
    private final Settlement settlement;

    GrantIntake(
            Inbound inbound,
            Signers signers,
            Governance governance,
            StateStore store,
            Waiting waiting,
            Settlement settlement) {
        this.inbound = inbound;
        this.signers = signers;
        this.governance = governance;
        this.store = store;
        this.waiting = waiting;
        this.settlement = settlement;
    }

    void take(String executionId, Envelope envelope, Record<byte[], byte[]> record, Settlement.Cause cause)
            throws Rejected {
        ExecutionState state = store.get(record.key());
        Set<KeyId> grantors;
        Grant grant;
        try {
            Optional<String> parentId = ExecutionId.parentOf(executionId);
            if (parentId.isPresent()) {
                Grant parent = grantOf(parentId.get());
                grantors = Set.of(inbound.verify(
                        envelope,
                        executionId,
                        record.headers(),
                        signers.ofExecutor(parent),
                        "the executor key that the grant of `" + parentId.get() + "` names"));
                grant = sound(executionId, envelope);
                rejectWidened(parent, grant);
                rejectCrowd(executionId, state);
            } else {
                grantors = inbound.verifyAll(
                        envelope, executionId, record.headers(), governance.signersOfGrants(), "a grant issuer");
                grant = sound(executionId, envelope);
                rejectUnauthorized(grant, grantors, record.timestamp());
            }
        } catch (Rejected rejected) {
            noteRefusal(executionId, state, rejected, record);
            throw rejected;
        }
        byte[] digest = Digest.sha256(envelope.body());
        if (state == null) {
            state = waiting.beginGranted(record.timestamp());
        } else if (state.getGrant() != null && !state.getGrantDigest().equals(ByteBuffer.wrap(digest))) {
            throw new Rejected(
                    Reason.GRANT_CONFLICTING,
                    "`" + executionId + "` has grant `" + state.getGrant().getGrantId()
                            + "` already; an execution has one grant, for another one choose another id");
        } else if (state.getGrant() == null) {
            waiting.ended();
        }
        settlement.settle(executionId, record.key(), state, new Occurrence.Granted(grant, digest, grantors), cause);
    }

    private Grant sound(String executionId, Envelope envelope) throws Rejected {
        Grant grant = inbound.decode(envelope, Grant.class);
        Optional<Rejection> flaw = GrantCheck.check(executionId, grant);
        if (flaw.isPresent()) {
            throw new Rejected(flaw.get());
        }
        return grant;
    }

    private Grant grantOf(String parentId) throws Rejected {
        ExecutionState parent = store.get(parentId.getBytes(StandardCharsets.UTF_8));
        if (parent == null || parent.getGrant() == null) {
            throw new Rejected(
                    Reason.PARENT_UNKNOWN,
                    "nothing is granted to `" + parentId + "`, from which this says it was delegated");
        }
        return parent.getGrant();
    }

    private static void rejectWidened(Grant parent, Grant child) throws Rejected {
        Optional<String> excess = Attenuation.firstExcess(parent, child);
        if (excess.isPresent()) {
            throw new Rejected(Reason.GRANT_WIDENED, excess.get());
        }
    }

    /** All that descends from a root is settled with it, in one transaction, which must end. */
    private void rejectCrowd(String executionId, @Nullable ExecutionState state) throws Rejected {
        String root = executionId.substring(0, executionId.indexOf('/') + 1);
        boolean here = state != null && state.getGrant() != null;
        if (!here && store.hasBelow(root.getBytes(StandardCharsets.UTF_8), MAXIMUM_DESCENDANTS)) {
            throw new Rejected(
                    Reason.GRANT_INVALID,
                    "expected at most " + MAXIMUM_DESCENDANTS + " executions below `" + root
                            + "` at a time, ended ones included until their grants are over; begin another root");
        }
    }

    private void rejectUnauthorized(Grant grant, Set<KeyId> grantors, long now) throws Rejected {
        Judgment judgment = governance.judgeIssuers(grant, grantors, now);
        if (!judgment.isValid()) {
            throw new Rejected(Reason.AUTHORITY_REFUSED, judgment.outcome() + ": " + judgment.detail());
        }
    }

    /** Whoever waits for a grant learns why none came; a grant that is there has nothing to fear from one that is refused. */
    private void noteRefusal(
            String executionId, @Nullable ExecutionState state, Rejected rejected, Record<byte[], byte[]> record) {
        ExecutionState refused = state == null ? waiting.begin(record.timestamp()) : state;
        if (state != null) {
            Reception.await(state, record.timestamp());
        }
        if (refused != null
                && refused.getGrant() == null
                && refused.getGrantRefusal().isEmpty()) {
            refused.setGrantRefusal(rejected.rejection().reason().name());
            store.put(record.key(), refused);
            settlement.arm(executionId, refused);
        }
    }
}
