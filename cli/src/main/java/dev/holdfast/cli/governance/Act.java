package dev.holdfast.cli.governance;

import dev.holdfast.record.Authority;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.trust.authority.Admission;
import dev.holdfast.trust.authority.Authorities;
import dev.holdfast.trust.intake.GovernanceCheck;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.intake.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** An act of governance that makes sense by itself, under the key of its record. Whether its signers may order it is for evaluators to say. */
public final class Act {
    // Leaves room for paths, signatures and what Kafka adds.
    private static final long MOST_RULES = Limits.GOVERNANCE_BYTES - 100_000;

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
        return ruleset(
                RulesetLine.IN_FORCE,
                ruleset,
                GovernanceRecord.newBuilder().setRuleset(ruleset).build());
    }

    /**
     * A ruleset that is to be tried, or the end of a trial.
     *
     * @throws InvalidAct when no evaluator would take it
     */
    public static Act ofTrial(RulesetRecord shadow) throws InvalidAct {
        return ruleset(
                RulesetLine.ON_TRIAL,
                shadow,
                GovernanceRecord.newBuilder().setShadow(shadow).build());
    }

    private static Act ruleset(RulesetLine line, RulesetRecord ruleset, GovernanceRecord content) throws InvalidAct {
        Act act = sound(line.key(), content);
        long bytes = ruleset.getFiles().stream()
                .mapToLong(file -> file.getText().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > MOST_RULES) {
            throw new InvalidAct("expected rules of at most " + MOST_RULES + " bytes, found " + bytes);
        }
        return act;
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
}
