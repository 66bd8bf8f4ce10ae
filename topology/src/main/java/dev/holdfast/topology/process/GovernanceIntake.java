package dev.holdfast.topology.process;

import dev.holdfast.record.Authority;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.GovernanceState;
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
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.verdict.Finding;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Takes acts of governance: who may do what from now on, from whom trust is withdrawn, what an operator orders, which rules are to decide. */
final class GovernanceIntake {
    private static final String RULESETS = "ruleset/";

    private final Inbound inbound;
    private final Outbound outbound;
    private final Governance governance;
    private final GovernanceStore acts;
    private final Walks walks;
    private final Rulesets rulesets;
    private final ShadowRulesets shadows;
    private final RulesetRefusals refusals;
    private @Nullable Long signedVersion;

    GovernanceIntake(
            Inbound inbound,
            Outbound outbound,
            Governance governance,
            GovernanceStore acts,
            Walks walks,
            Rulesets rulesets,
            ShadowRulesets shadows,
            RulesetRefusals refusals) {
        this.inbound = inbound;
        this.outbound = outbound;
        this.governance = governance;
        this.acts = acts;
        this.walks = walks;
        this.rulesets = rulesets;
        this.shadows = shadows;
        this.refusals = refusals;
    }

    /** Takes up what was in force before. */
    void start() {
        acts.forEach(act -> {
            governance.restore(act);
            walks.restore(act);
        });
    }

    void take(Record<byte[], byte[]> record, Settlement.Cause cause) throws Rejected {
        String key = inbound.text(record.key());
        signedVersion = null;
        try {
            take(key, record, cause);
        } catch (Rejected rejected) {
            if (key.startsWith(RULESETS)) {
                refusals.untaken(key, signedVersion, rejected.rejection());
            }
            throw rejected;
        }
    }

    private void take(String key, Record<byte[], byte[]> record, Settlement.Cause cause) throws Rejected {
        Envelope envelope = inbound.open(Topic.GOVERNANCE, record.value());
        Set<KeyId> signers = inbound.verifyAll(
                envelope,
                key,
                record.headers(),
                governance.signersOfActs(),
                "the root key, an operator or a policy author");
        GovernanceRecord act = inbound.decode(envelope, GovernanceRecord.class);
        signedVersion =
                act.getRuleset() == null ? null : Long.valueOf(act.getRuleset().getVersion());
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
        } else {
            ruleset(signed, cause);
        }
    }

    private record Signed(byte[] key, GovernanceRecord act, Set<KeyId> signers) {
        private GovernanceState state() {
            return GovernanceState.newBuilder()
                    .setAct(act)
                    .setSigners(signers.stream()
                            .map(id -> ByteBuffer.wrap(id.bytes()))
                            .toList())
                    .build();
        }
    }

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
            walks.begin(signed.state(), cause);
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
        Optional<String> flaw = governance.flaw(revocation);
        if (flaw.isPresent()) {
            throw new Rejected(Reason.GOVERNANCE_INVALID, flaw.get());
        }
        governance.revoke(revocation, signed.signers());
        if (everywhere) {
            command(ControlAction.HALT, revocation.getSelector(), "REVOKED", Governance.text(revocation), cause);
        }
        walks.begin(signed.state(), cause);
    }

    private void order(Signed signed, OperatorOrder order, Settlement.Cause cause) throws Rejected {
        if (acts.has(signed.key())) {
            throw new Rejected(
                    Reason.ORDER_REPEATED, "order `" + order.getId() + "` was given already; choose another id");
        }
        boolean everywhere = mayOrder(signed, cause);
        acts.forgetOrdersBefore(cause.appendedAt() - 2 * Limits.ORDER_SKEW_MILLIS);
        if (everywhere && order.getAction() != OrderAction.RESUME) {
            boolean pause = order.getAction() == OrderAction.PAUSE;
            command(
                    pause ? ControlAction.PAUSE : ControlAction.HALT,
                    order.getSelector(),
                    pause ? "OPERATOR_PAUSE" : "OPERATOR_HALT",
                    Governance.text(order),
                    cause);
        }
        walks.begin(signed.state(), cause);
    }

    private void ruleset(Signed signed, Settlement.Cause cause) throws Rejected {
        Judgment judgment = governance.mayPublish(signed.signers(), cause.appendedAt());
        if (!judgment.isValid()) {
            throw new Rejected(Reason.AUTHORITY_REFUSED, judgment.outcome() + ": " + judgment.detail());
        }
        if (signed.act().getShadow() == null) {
            rulesets.take(signed.state(), cause);
        } else {
            shadows.take(signed.state(), cause);
        }
    }

    /** Whether the signers may order for everybody; rejects those who may not order at all. */
    private boolean mayOrder(Signed signed, Settlement.Cause cause) throws Rejected {
        Judgment judgment = governance.mayOrder(signed.signers(), cause.appendedAt());
        if (!judgment.isValid()) {
            throw new Rejected(Reason.AUTHORITY_REFUSED, judgment.outcome() + ": " + judgment.detail());
        }
        return governance.mayOrderEverybody(signed.signers(), cause.appendedAt());
    }

    /** Goes out before the executions are walked, so that the first of them stops as fast as one alone. */
    private void command(ControlAction action, Selector selector, String code, String text, Settlement.Cause cause) {
        var finding = new Finding(code, Severity.HALT, text, Finding.FLOOR, new TreeMap<>(Map.of()));
        outbound.selectorCommand(action, selector, finding.toRecord(), cause);
    }
}
