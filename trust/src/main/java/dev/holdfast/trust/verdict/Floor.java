package dev.holdfast.trust.verdict;

import dev.holdfast.record.Severity;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.IssuerStanding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the code itself finds, whatever ruleset is in force: no rule is needed for it, and none can take it away. */
final class Floor {
    /** How long an execution may wait for a grant that is not refused. */
    private static final long GRANT_WAIT_MILLIS = 5_000;

    private Floor() {}

    static List<Finding> findings(ExecutionFacts facts) {
        var findings = new ArrayList<Finding>(0);
        executor(facts, findings);
        orders(facts, findings);
        issuer(facts, findings);
        parent(facts, findings);
        return findings;
    }

    private static void executor(ExecutionFacts facts, List<Finding> findings) {
        if (facts.standing() == Standing.HALTED && facts.state() != TrustState.HALTED) {
            findings.add(finding(
                    "EXECUTOR_HALTED",
                    Severity.HALT,
                    "the executor says that it has halted the execution by itself",
                    Map.of("standing", facts.standing().name())));
        }
        if (facts.heartbeatSeen() && !facts.capabilitiesMissing().isEmpty()) {
            findings.add(finding(
                    "CAPABILITY_MISSING",
                    Severity.HALT,
                    "the executor does not say that it can do what it may be told: " + facts.capabilitiesMissing(),
                    Map.of("capabilitiesMissing", facts.capabilitiesMissing().toString())));
        }
    }

    private static void orders(ExecutionFacts facts, List<Finding> findings) {
        text(findings, "REVOKED", Severity.HALT, "revocation", facts.revocation());
        text(findings, "OPERATOR_HALT", Severity.HALT, "operatorHalt", facts.operatorHalt());
        text(findings, "OPERATOR_PAUSE", Severity.PAUSE, "operatorPause", facts.operatorPause());
    }

    private static void text(List<Finding> findings, String code, Severity severity, String property, String text) {
        if (!text.isEmpty()) {
            findings.add(finding(code, severity, text, Map.of(property, text)));
        }
    }

    private static void issuer(ExecutionFacts facts, List<Finding> findings) {
        if (!facts.grantPresent() && !facts.grantRefusal().isEmpty() && facts.waitedMillis() >= GRANT_WAIT_MILLIS) {
            findings.add(finding(
                    facts.grantRefusal(),
                    Severity.HALT,
                    "the grant that came for it was refused",
                    Map.of("grantRefusal", facts.grantRefusal())));
        }
        IssuerStanding issuer = facts.issuer();
        if (issuer != IssuerStanding.VALID && issuer != IssuerStanding.NONE) {
            findings.add(finding(
                    "AUTHORITY_" + issuer.name(),
                    Severity.HALT,
                    "expected the grant to be signed by a valid authority, found " + issuer,
                    Map.of("issuer", issuer.name())));
        }
    }

    private static void parent(ExecutionFacts facts, List<Finding> findings) {
        String parent = facts.parentState();
        switch (parent) {
            case "PAUSED" -> findings.add(parent("PARENT_PAUSED", Severity.PAUSE, parent));
            case "HALTED", "DENIED" -> findings.add(parent("PARENT_HALTED", Severity.HALT, parent));
            case "COMPLETED" -> findings.add(parent("PARENT_ENDED", Severity.HALT, parent));
            default -> {
                // Trusted, or not known yet: the dimension of lineage says that.
            }
        }
    }

    private static Finding parent(String code, Severity severity, String parent) {
        return finding(code, severity, "what it was delegated from is " + parent, Map.of("parentState", parent));
    }

    static Finding finding(String code, Severity severity, String message, Map<String, String> facts) {
        return new Finding(code, severity, message, Finding.FLOOR, new TreeMap<>(facts));
    }
}
