package dev.holdfast.topology.process;

import dev.holdfast.record.Admission;
import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.IssuedGrant;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.topology.process.Inbound.Envelope;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.admission.AdmissionFactReader;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.AdmissionJudge;
import dev.holdfast.trust.admission.Identity;
import dev.holdfast.trust.admission.IdentityCheck;
import dev.holdfast.trust.admission.Issuance;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.execution.Reception;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.intake.RequestCheck;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import dev.holdfast.trust.verdict.Finding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests: whose key asks, in which environment, what the rules say; and issues the grant of what is admitted, which its executor then
 * publishes. Only an answer is given here: whether the execution may run is judged when its grant and its heartbeats arrive, like any other's.
 */
final class RequestIntake {
    private final Inbound inbound;
    private final Outbound outbound;
    private final Governance governance;
    private final ActiveRules rules;
    private final ShadowRules shadow;
    private final StateStore store;
    private final Settlement settlement;
    private final EvaluatorSignature signature;

    /** @param signature its key signs the grants */
    RequestIntake(
            Inbound inbound,
            Outbound outbound,
            Governance governance,
            ActiveRules rules,
            ShadowRules shadow,
            StateStore store,
            Settlement settlement,
            EvaluatorSignature signature) {
        this.inbound = inbound;
        this.outbound = outbound;
        this.governance = governance;
        this.rules = rules;
        this.shadow = shadow;
        this.store = store;
        this.settlement = settlement;
        this.signature = signature;
    }

    /**
     * Takes a request to its answer.
     *
     * @param begin makes the state of an execution that nothing is known of; null when too many wait for a grant
     */
    void take(
            String executionId,
            byte[] key,
            Envelope envelope,
            Headers headers,
            Settlement.Cause cause,
            Supplier<@Nullable ExecutionState> begin)
            throws Rejected {
        ExecutionRequest request = verified(executionId, envelope, headers);
        byte[] digest = Digest.sha256(envelope.body());
        ExecutionState state = store.get(key);
        Reception.Obstacle obstacle =
                state == null ? Reception.Obstacle.NONE : Reception.obstacle(state, ByteBuffer.wrap(digest));
        if (obstacle == Reception.Obstacle.TAKEN) {
            throw new Rejected(
                    Reason.REQUEST_CONFLICTING,
                    "`" + executionId
                            + "` is granted already, or another request for it was admitted; choose another id");
        }
        if (state != null && state.getAdmission() != null && obstacle == Reception.Obstacle.ANSWERED) {
            send(executionId, key, state.getAdmission(), Math.max(cause.appendedAt(), state.getEvaluatedAt()));
            return;
        }
        ExecutionState asked = state == null ? begin.get() : state;
        if (asked == null) {
            throw new Rejected(
                    Reason.TOO_MANY_WAITING,
                    "expected fewer executions that wait for a grant than this partition holds now; ask again in a minute");
        }
        answer(executionId, key, request, digest, asked, state != null, cause);
    }

    private ExecutionRequest verified(String executionId, Envelope envelope, Headers headers) throws Rejected {
        // A request names the key that signs it, so it has to be read before the signature can be checked; its size is
        // bounded.
        ExecutionRequest request = inbound.decode(envelope, ExecutionRequest.class);
        Optional<Rejection> rejection = RequestCheck.check(executionId, request);
        if (rejection.isPresent()) {
            throw new Rejected(rejection.get());
        }
        Optional<VerifyingKey> executorKey = RequestCheck.executorKey(request);
        inbound.verify(
                envelope,
                executionId,
                headers,
                id -> executorKey.filter(named -> named.id().equals(id)),
                "the executor key that the request names");
        return request;
    }

    private void answer(
            String executionId,
            byte[] key,
            ExecutionRequest request,
            byte[] digest,
            ExecutionState state,
            boolean known,
            Settlement.Cause cause) {
        long now = Math.max(cause.appendedAt(), state.getEvaluatedAt());
        Grant terms = Issuance.terms(request, digest, now, rules.digest());
        AdmissionFacts facts = facts(executionId, request, terms, state, now);
        Ruling judged = AdmissionJudge.judge(facts, rules.engine().evaluate(facts));
        Ruling ruling = judged;
        Admission admission;
        try {
            IssuedGrant grant = ruling instanceof Ruling.Admitted ? issued(terms) : null;
            admission = admission(request, digest, ruling, grant, now, cause);
        } catch (SignedGrant.InvalidGrant e) {
            ruling = AdmissionJudge.unissuable(ruling, String.valueOf(e.getMessage()));
            admission = admission(request, digest, ruling, null, now, cause);
        }
        Reception.Received received = Reception.note(state, known, admission, ruling, now);
        if (admission.getOutcome() == AdmissionOutcome.ADMITTED) {
            state.setAdmittedUntil(
                    Math.max(state.getAdmittedUntil(), terms.getNotAfter().toEpochMilli()));
        }
        // Before the state is stored: what is sent moves the head of its chain.
        outbound.received(executionId, key, state, received, admission, facts, cause.coordinates());
        store.put(key, state);
        settlement.arm(executionId, state);
        send(executionId, key, admission, now);
        if (ruling == judged) {
            var trigger = new Outbound.Trigger(executionId, key, TriggerKind.REQUEST, cause.coordinates());
            shadow.answered(trigger, facts, ruling, now);
        }
    }

    /** A denial waits for the transaction to end by itself: strangers must not be able to end one whenever they ask. */
    private void send(String executionId, byte[] key, Admission admission, long now) {
        outbound.admission(executionId, key, admission, now);
        if (admission.getOutcome() == AdmissionOutcome.ADMITTED) {
            settlement.awaitCommit();
        }
    }

    private AdmissionFacts facts(
            String executionId, ExecutionRequest request, Grant terms, ExecutionState state, long now) {
        Identity identity = IdentityCheck.check(
                request,
                signature.trustDomain(),
                governance.executorAuthorities(),
                signers -> governance.judgeExecutorAuthorities(terms, signers, now),
                now);
        KeyId evaluator = signature.key().verifyingKey().id();
        ExecutionState granted = ExecutionState.newBuilder()
                .setGrant(terms)
                .setGrantSigners(List.of(ByteBuffer.wrap(evaluator.bytes())))
                .setEvidence(request.getEvidence())
                .build();
        String revocation = state.getRevocation().isEmpty()
                ? governance.revocationOf(executionId, granted, now)
                : state.getRevocation();
        var circumstances = new AdmissionFactReader.Circumstances(
                identity, governance.issuerOf(granted, now), revocation, state.getOperatorHalt());
        return AdmissionFactReader.read(request, terms, circumstances, now);
    }

    private IssuedGrant issued(Grant terms) throws SignedGrant.InvalidGrant {
        SignedGrant signed = SignedGrant.issue(terms, signature.key(), signature.trustDomain());
        return new IssuedGrant(
                signed.fingerprint(),
                ByteBuffer.wrap(signed.body()),
                ByteBuffer.wrap(signed.signature().header()));
    }

    private Admission admission(
            ExecutionRequest request,
            byte[] digest,
            Ruling ruling,
            @Nullable IssuedGrant grant,
            long now,
            Settlement.Cause cause) {
        List<dev.holdfast.record.Finding> findings = ruling instanceof Ruling.Denied denied
                ? denied.findings().stream().map(Finding::toRecord).toList()
                : List.of();
        return new Admission(
                grant == null ? AdmissionOutcome.DENIED : AdmissionOutcome.ADMITTED,
                request.getRequestId(),
                ByteBuffer.wrap(digest),
                findings,
                ruling.grounds(),
                rules.digest(),
                Instant.ofEpochMilli(now),
                cause.coordinates(),
                grant);
    }
}
