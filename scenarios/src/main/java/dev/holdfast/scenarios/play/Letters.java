package dev.holdfast.scenarios.play;

import dev.holdfast.record.Acknowledgment;
import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.IssuedGrant;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Role;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Signal;
import dev.holdfast.record.Voucher;
import dev.holdfast.scenarios.Cast;
import dev.holdfast.scenarios.Step;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.admission.ExecutorVoucher;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What those who appear in a scenario send: in good order, but for what its steps say. */
final class Letters {
    private static final Duration UNHURRIED = Duration.ofDays(1);

    private final Signing signing;
    private final Map<List<String>, Instant> observed = new HashMap<>();
    private int acts;
    private int requests;

    Letters(RecordCodec codec) {
        this.signing = new Signing(codec);
    }

    /** An authority over everybody, of one key. */
    Signing.Letter authority(String name, Role role, SigningKey key) {
        var authority = Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(List.of(ByteBuffer.wrap(key.verifyingKey().raw())))
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.parse("2100-01-01T00:00:00Z"))
                .build();
        return signing.sign(
                Topic.GOVERNANCE,
                GovernanceCheck.keyOf(authority),
                GovernanceRecord.newBuilder().setAuthority(authority).build(),
                Cast.ROOT);
    }

    /**
     * A grant for an hour.
     *
     * @param start of the scenario
     */
    Signing.Letter grant(Step.Grants step, Instant start, Instant now) {
        int depth = (int) step.execution().chars().filter(c -> c == '/').count();
        Grant.Builder grant = Grant.newBuilder()
                .setExecutionId(step.execution())
                .setGrantId("grant-of-" + step.execution())
                .setAgent("worker")
                .setInitiator("alice")
                .setExecutorKey(ByteBuffer.wrap(Cast.EXECUTOR.verifyingKey().raw()))
                .setIssuedAt(now)
                .setNotBefore(now)
                // A child's may not outlast its parent's.
                .setNotAfter((depth == 0 ? now : start).plus(Duration.ofHours(1)))
                .setScope(List.of(new ScopeRule("*", "*", null, null)))
                .setReferenceValues(Map.of(ActingExecutor.EVIDENCE, List.of(ActingExecutor.EVIDENCE_VALUE)))
                .setDelegationDepth(Math.max(0, 8 - depth))
                .setConfirmationMillis((int) UNHURRIED.toMillis());
        step.terms().accept(grant);
        return signing.sign(Topic.GRANTS, step.execution(), grant.build(), depth == 0 ? Cast.ISSUER : Cast.EXECUTOR);
    }

    /** The grant of an answer, byte by byte as the evaluator signed it. */
    Signing.Letter admitted(String execution, IssuedGrant grant) {
        return signing.signed(Topic.GRANTS, execution, grant.getBody(), grant.getSignature());
    }

    Signing.Letter heartbeat(String execution, Heartbeat heartbeat) {
        return signing.sign(Topic.HEARTBEATS, execution, heartbeat, Cast.EXECUTOR);
    }

    /** A request for an hour, by a key for which an authority vouches. */
    Signing.Letter request(Step.Requests step, Instant now) {
        ExecutionRequest.Builder request = ExecutionRequest.newBuilder()
                .setRequestId("request-" + ++requests)
                .setExecutionId(step.execution())
                .setAgent("worker")
                .setInitiator("alice")
                // Read before they are built, for the voucher.
                .setTenant("")
                .setRegion("")
                .setExecutorKey(ByteBuffer.wrap(Cast.EXECUTOR.verifyingKey().raw()))
                .setScope(List.of(new ScopeRule("work", "*", null, null)))
                .setDurationMillis(Duration.ofHours(1).toMillis())
                .setEvidence(Map.of(ActingExecutor.EVIDENCE, ActingExecutor.EVIDENCE_VALUE))
                .setConfirmationMillis((int) Duration.ofMinutes(10).toMillis())
                .setRequestedAt(now);
        step.terms().accept(request);
        step.vouchedForMillis().ifPresent(millis -> {
            Instant end = now.plusMillis(millis);
            var subject = new Subject(request.getAgent(), request.getTenant(), request.getRegion());
            var content = ExecutorVoucher.content(
                    Signing.TRUST_DOMAIN, request.getExecutorKey(), subject, end.toEpochMilli());
            request.setVouchers(List.of(
                    new Voucher(end, ByteBuffer.wrap(Cast.CA.sign(content).header()))));
        });
        return signing.sign(Topic.REQUESTS, step.execution(), request.build(), Cast.EXECUTOR);
    }

    /** A signal, observed after the one before it even where both are sent at one instant. */
    Signing.Letter signal(Step.Signals step, Instant now) {
        List<String> who = List.of(step.execution(), step.kind(), step.source());
        Instant instant = now.minusMillis(step.ageMillis());
        Instant last = observed.get(who);
        if (step.ageMillis() == 0 && last != null && !last.isBefore(instant)) {
            instant = last.plusMillis(1);
        }
        observed.put(who, instant);
        var signal = Signal.newBuilder()
                .setKind(step.kind())
                .setValue(step.value())
                .setSource(step.source())
                .setObservedAt(instant)
                .build();
        return signing.sign(Topic.SIGNALS, step.execution(), signal, step.known() ? Cast.SOURCE : Cast.STRANGER);
    }

    Signing.Letter acknowledgment(Step.Acknowledgments step, ControlCommand command, Instant now) {
        var acknowledgment = new Acknowledgment(
                command.getEpoch(), command.getAction(), step.stage(), ActingExecutor.INSTANCE, now, 1_000L, "");
        return signing.sign(Topic.ACKS, step.execution(), acknowledgment, Cast.EXECUTOR);
    }

    Signing.Letter order(Step.Orders step, Instant now) {
        String id = "order-" + ++acts;
        var order = new OperatorOrder(id, step.action(), step.selector(), step.reason(), "operator", now);
        return signing.sign(
                Topic.GOVERNANCE,
                "order/" + id,
                GovernanceRecord.newBuilder().setOrder(order).build(),
                Cast.OPERATOR);
    }

    Signing.Letter revocation(Step.Revokes step, Instant now) {
        String id = "revocation-" + ++acts;
        var revocation = new Revocation(id, step.selector(), step.reason(), "operator", now);
        return signing.sign(
                Topic.GOVERNANCE,
                "revocation/" + id,
                GovernanceRecord.newBuilder().setRevocation(revocation).build(),
                Cast.OPERATOR);
    }
}
