package dev.holdfast.topology.process;

import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.record.Severity;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.Inbound.Envelope;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.authority.Admission;
import dev.holdfast.trust.authority.Judgment;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.verdict.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.processor.api.Record;

/** Takes acts of governance: who may do what from now on, from whom trust is withdrawn, what an operator orders. */
final class GovernanceIntake {
    private final Inbound inbound;
    private final Outbound outbound;
    private final Governance governance;
    private final GovernanceStore acts;
    private final StateStore executions;
    private final Settlement settlement;

    GovernanceIntake(
            Inbound inbound,
            Outbound outbound,
            Governance governance,
            GovernanceStore acts,
            StateStore executions,
            Settlement settlement) {
        this.inbound = inbound;
        this.outbound = outbound;
        this.governance = governance;
        this.acts = acts;
        this.executions = executions;
        this.settlement = settlement;
    }

    /** Takes up what was in force before. */
    void start() {
        acts.forEach(governance::restore);
    }

    void take(Record<byte[], byte[]> record, Settlement.Cause cause) throws Rejected {
        String key = inbound.text(record.key());
        Envelope envelope = inbound.open(Topic.GOVERNANCE, record.value());
        Set<KeyId> signers = inbound.verifyAll(
                envelope, key, record.headers(), governance.signersOfActs(), "the root key or an operator");
        GovernanceRecord act = inbound.decode(envelope, GovernanceRecord.class);
        Optional<Rejection> flaw = GovernanceCheck.check(key, act, cause.appendedAt());
        if (flaw.isPresent()) {
            throw new Rejected(flaw.get());
        }
        var signed = new Signed(record.key(), act, signers);
        if (act.getAuthority() != null) {
            authority(signed, act.getAuthority(), cause);
        } else if (act.getRevocation() != null) {
            revocation(signed, act.getRevocation(), cause);
        } else if (act.getOrder() != null) {
            order(signed, act.getOrder(), cause);
        }
    }

    private record Signed(byte[] key, GovernanceRecord act, Set<KeyId> signers) {}

    private void authority(Signed signed, Authority authority, Settlement.Cause cause) throws Rejected {
        if (!governance.isRoot(signed.signers())) {
            throw new Rejected(
                    Reason.AUTHORITY_REFUSED, "expected an authority to be signed by the root key, and by it alone");
        }
        Admission admission = governance.admit(authority);
        if (admission instanceof Admission.Refused refused) {
            throw new Rejected(refused.rejection());
        }
        if (admission instanceof Admission.Admitted) {
            acts.put(signed.key(), signed.act(), signed.signers());
            // Whose issuer is still in force has nothing to fear, and nothing to gain before its next heartbeat.
            walk(
                    (id, state) -> state.getGrant() != null
                            && governance.issuerOf(state, cause.appendedAt()) != IssuerStanding.VALID,
                    new Occurrence.GovernanceChanged(),
                    cause);
        }
    }

    private void revocation(Signed signed, Revocation revocation, Settlement.Cause cause) throws Rejected {
        Revocation present = governance.revocation(revocation.getId());
        if (revocation.equals(present)) {
            return;
        }
        if (present != null) {
            throw new Rejected(
                    Reason.GOVERNANCE_INVALID,
                    "revocation `" + revocation.getId() + "` stands already, with other content; choose another id");
        }
        boolean everywhere = mayOrder(signed, cause);
        governance.revoke(revocation, signed.signers());
        acts.put(signed.key(), signed.act(), signed.signers());
        Selector selector = revocation.getSelector();
        if (everywhere) {
            command(ControlAction.HALT, selector, "REVOKED", Governance.text(revocation), cause);
        }
        walk(reached(selector, signed, cause), new Occurrence.GovernanceChanged(), cause);
    }

    private void order(Signed signed, OperatorOrder order, Settlement.Cause cause) throws Rejected {
        if (acts.has(signed.key())) {
            throw new Rejected(
                    Reason.ORDER_REPEATED, "order `" + order.getId() + "` was given already; choose another id");
        }
        boolean everywhere = mayOrder(signed, cause);
        acts.forgetOrdersBefore(cause.appendedAt() - 2 * Limits.ORDER_SKEW_MILLIS);
        acts.put(signed.key(), signed.act(), signed.signers());
        String text = order.getId() + " by " + order.getOperator() + ": " + order.getReason();
        Selector selector = order.getSelector();
        if (everywhere && order.getAction() != OrderAction.RESUME) {
            boolean pause = order.getAction() == OrderAction.PAUSE;
            command(
                    pause ? ControlAction.PAUSE : ControlAction.HALT,
                    selector,
                    pause ? "OPERATOR_PAUSE" : "OPERATOR_HALT",
                    text,
                    cause);
        }
        walk(reached(selector, signed, cause), new Occurrence.Ordered(order.getAction(), text), cause);
    }

    /** Whether the signers may order for everybody; rejects those who may not order at all. */
    private boolean mayOrder(Signed signed, Settlement.Cause cause) throws Rejected {
        Judgment judgment = governance.mayOrder(signed.signers(), cause.appendedAt());
        return switch (judgment.outcome()) {
            case VALID -> true;
            case OUT_OF_SCOPE -> false;
            case UNKNOWN, NOT_YET_VALID, EXPIRED, TOO_FEW_SIGNATURES ->
                throw new Rejected(Reason.AUTHORITY_REFUSED, judgment.outcome() + ": " + judgment.detail());
        };
    }

    private BiPredicate<String, ExecutionState> reached(Selector selector, Signed signed, Settlement.Cause cause) {
        return (id, state) -> governance.reaches(selector, signed.signers(), id, state, cause.appendedAt());
    }

    /** Goes out before the executions are walked, so that the first of them stops as fast as one alone. */
    private void command(ControlAction action, Selector selector, String code, String text, Settlement.Cause cause) {
        var finding = new Finding(code, Severity.HALT, text, Finding.FLOOR, new TreeMap<>(Map.of()));
        outbound.selectorCommand(action, selector, finding.toRecord(), cause);
    }

    private void walk(BiPredicate<String, ExecutionState> chosen, Occurrence occurrence, Settlement.Cause cause) {
        var ids = new ArrayList<String>();
        executions.forEach((id, state) -> {
            if (!Position.of(state.getState()).isFinal() && chosen.test(id, state)) {
                ids.add(id);
            }
        });
        for (String id : ids) {
            byte[] key = id.getBytes(StandardCharsets.UTF_8);
            ExecutionState state = executions.get(key);
            if (state != null) {
                settlement.settle(id, key, state, occurrence, cause);
            }
        }
    }
}
