package dev.holdfast.trust.admission;

import dev.holdfast.record.Severity;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * From facts and what the rules say to a ruling. Any denial wins, whatever the order. Below every ruleset lies a floor that no rule can open:
 * who asks and for how long that is vouched for, in which environment, whether what is asked for makes sense, who issues, and from what trust was withdrawn.
 */
public final class AdmissionJudge {
    /** No rule denies the request, and none foresees it. */
    public static final String NOT_FORESEEN = "ADMISSION_NOT_FORESEEN";

    /** What is asked for makes no sense. */
    public static final String REQUEST_INVALID = "REQUEST_INVALID";

    private AdmissionJudge() {}

    /** The ruling. The order of what the rules say does not matter. */
    public static Ruling judge(AdmissionFacts facts, Opinion opinion) {
        List<Finding> denials = new ArrayList<>(opinion.denials());
        form(facts, denials);
        identity(facts, denials);
        environment(facts, denials);
        issuer(facts, denials);
        text("REVOKED", "revocation", facts.revocation(), denials);
        text("OPERATOR_HALT", "operatorHalt", facts.operatorHalt(), denials);
        if (denials.isEmpty() && opinion.grounds().isEmpty()) {
            denials.add(
                    denial(NOT_FORESEEN, "expected at least one rule to foresee such a request, found none", Map.of()));
        }
        if (denials.isEmpty()) {
            return new Ruling.Admitted(opinion.grounds());
        }
        denials.sort(Finding.ORDER);
        return new Ruling.Denied(denials, opinion.grounds());
    }

    /** A ruling in place of one that could not be carried out: the grant would be none that an evaluator takes. */
    public static Ruling unissuable(Ruling ruling, String flaw) {
        return new Ruling.Denied(List.of(denial(REQUEST_INVALID, flaw, Map.of("flaw", flaw))), ruling.grounds());
    }

    private static void form(AdmissionFacts facts, List<Finding> denials) {
        text(REQUEST_INVALID, "flaw", facts.flaw(), denials);
        long skew = facts.clockSkewMillis();
        if (skew < -Limits.ORDER_SKEW_MILLIS || skew > Limits.ORDER_SKEW_MILLIS) {
            denials.add(denial(
                    "REQUEST_STALE",
                    "expected a request of the last " + Limits.ORDER_SKEW_MILLIS / 60_000
                            + " minutes, found one that says it was made " + Math.abs(skew / 1_000) + " s "
                            + (skew < 0 ? "ago" : "from now") + "; is the asker's clock right?",
                    Map.of("clockSkewMillis", Long.toString(skew))));
        }
    }

    private static void identity(AdmissionFacts facts, List<Finding> denials) {
        if (facts.identity() != Check.VERIFIED) {
            denials.add(denial(
                    facts.identity() == Check.FAILED ? "IDENTITY_FAILED" : "IDENTITY_UNPROVEN",
                    facts.identityDetail(),
                    Map.of("identity", facts.identity().name())));
        } else if (facts.flaw().isEmpty() && facts.durationMillis() > facts.identityValidMillis()) {
            denials.add(denial(
                    "GRANT_OUTLASTS_IDENTITY",
                    "expected at most the " + facts.identityValidMillis()
                            + " ms for which the key is vouched for, found " + facts.durationMillis()
                            + " ms; ask for less, or have the key vouched for anew",
                    Map.of(
                            "durationMillis", Long.toString(facts.durationMillis()),
                            "identityValidMillis", Long.toString(facts.identityValidMillis()))));
        }
    }

    private static void environment(AdmissionFacts facts, List<Finding> denials) {
        if (facts.environment() != Check.VERIFIED) {
            denials.add(denial(
                    "ENVIRONMENT_UNPROVEN",
                    "expected evidence about the environment to bind the grant to, found none",
                    Map.of("environment", facts.environment().name())));
        }
    }

    private static void issuer(AdmissionFacts facts, List<Finding> denials) {
        IssuerStanding issuer = facts.issuer();
        if (issuer != IssuerStanding.VALID) {
            denials.add(denial(
                    "AUTHORITY_" + issuer.name(),
                    "expected the evaluator to be a valid grant issuer for this agent, tenant and region, found "
                            + issuer,
                    Map.of("issuer", issuer.name())));
        }
    }

    private static void text(String code, String property, String text, List<Finding> denials) {
        if (!text.isEmpty()) {
            denials.add(denial(code, text, Map.of(property, text)));
        }
    }

    private static Finding denial(String code, String message, Map<String, String> facts) {
        return new Finding(code, Severity.HALT, message, Finding.FLOOR, new TreeMap<>(facts));
    }
}
