package dev.holdfast.cli.governance;

import dev.holdfast.record.Authority;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.authority.Admission;
import dev.holdfast.trust.authority.Authorities;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.signature.SignedContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An act of governance that makes sense by itself, under the key of its record. Whether its signers may order it is for evaluators to say. */
public final class Act {
    /** Two marker bytes and the schema's fingerprint (Avro specification, single-object encoding). */
    private static final int SINGLE_OBJECT_PREFIX_BYTES = 10;

    private final String key;
    private final GovernanceRecord content;

    private Act(String key, GovernanceRecord content) {
        this.key = key;
        this.content = content;
    }

    /** @throws InvalidAct when no evaluator would take it */
    public static Act of(Authority authority) throws InvalidAct {
        Act act = sound(
                GovernanceCheck.keyOf(authority),
                GovernanceRecord.newBuilder().setAuthority(authority).build());
        if (Authorities.none().admission(authority) instanceof Admission.Refused refused) {
            throw new InvalidAct(refused.rejection().detail());
        }
        return act;
    }

    /** @throws InvalidAct when no evaluator would take it */
    public static Act of(Revocation revocation) throws InvalidAct {
        return sound(
                "revocation/" + revocation.getId(),
                GovernanceRecord.newBuilder().setRevocation(revocation).build());
    }

    /** @throws InvalidAct when no evaluator would take it */
    public static Act of(OperatorOrder order) throws InvalidAct {
        return sound(
                "order/" + order.getId(),
                GovernanceRecord.newBuilder().setOrder(order).build());
    }

    /** @throws InvalidAct when no evaluator would take it */
    public static Act of(RulesetRecord ruleset) throws InvalidAct {
        return sound(
                RulesetLine.IN_FORCE.key(),
                GovernanceRecord.newBuilder().setRuleset(ruleset).build());
    }

    /**
     * A ruleset that is to be tried, or the end of a trial.
     *
     * @throws InvalidAct when no evaluator would take it
     */
    public static Act ofTrial(RulesetRecord shadow) throws InvalidAct {
        return sound(
                RulesetLine.ON_TRIAL.key(),
                GovernanceRecord.newBuilder().setShadow(shadow).build());
    }

    private static Act sound(String key, GovernanceRecord content) throws InvalidAct {
        Optional<Rejection> rejection = GovernanceCheck.check(key, content, System.currentTimeMillis());
        if (rejection.isPresent()) {
            throw new InvalidAct(rejection.get().detail());
        }
        return new Act(key, content);
    }

    String key() {
        return key;
    }

    GovernanceRecord content() {
        return content;
    }

    /** What signatures of it cover. */
    SignedContent signed(String trustDomain) {
        try {
            ByteBuffer body = GovernanceRecord.getEncoder()
                    .encode(content)
                    .position(SINGLE_OBJECT_PREFIX_BYTES)
                    .slice();
            return new SignedContent(
                    trustDomain, Topic.GOVERNANCE.logicalName(), key, Topic.GOVERNANCE.fingerprint(), body);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode an act of governance", e);
        }
    }
}
