package dev.holdfast.rules.check;

import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.verdict.Check;
import java.util.List;
import java.util.TreeMap;

/**
 * A property of an execution's facts, for those who write rules.
 *
 * @param unknown when the value says nothing
 * @param example a condition on it
 * @param value for which the example holds
 */
record FactRow(String property, String unknown, String example, Object value) {
    private static final String NO_GRANT = "empty without a grant";
    private static final String NO_GRANT_NUMBER = "0 without a grant: see `grantPresent`";
    private static final String NO_HEARTBEAT = "0 before the first heartbeat: see `heartbeatSeen`";
    private static final String NEVER = "never";

    /** In the order of the record. */
    static final List<FactRow> ALL = List.of(
            row("executionId", NEVER, "executionId matches \"order-.*\"", "order-17/fetch"),
            row("rootId", NEVER, "rootId == \"order-17\"", "order-17"),
            row("depth", NEVER, "depth > 2", 3),
            row("state", NEVER, "state == TrustState.PAUSED", TrustState.PAUSED),
            row("agent", NO_GRANT, "agent matches \"batch-.*\"", "batch-7"),
            row("initiator", NO_GRANT, "initiator == \"alice\"", "alice"),
            row("tenant", "empty without a grant, and for none", "tenant not in (\"acme\", \"globex\")", "initech"),
            row("metadata", NO_GRANT, "metadata[\"tier\"] == \"trial\"", map("tier", "trial")),
            row(
                    "parentState",
                    "`UNKNOWN` when nothing is known of the parent; empty for a root",
                    "parentState == \"PAUSED\"",
                    "PAUSED"),
            row("issuer", "`NONE` without a grant", "issuer == IssuerStanding.EXPIRED", IssuerStanding.EXPIRED),
            row(
                    "grantRefusal",
                    "empty when no grant was refused",
                    "grantRefusal == \"SIGNATURE_INVALID\"",
                    "SIGNATURE_INVALID"),
            row("revocation", "empty for none", "revocation.empty == false", "r-1: key lost"),
            row("operatorPause", "empty for none", "operatorPause.empty == false", "o-1: a look"),
            row("operatorHalt", "empty for none", "operatorHalt.empty == false", "o-2: an incident"),
            row(
                    "capabilitiesMissing",
                    "empty without a grant; before the first heartbeat all that is required: see `heartbeatSeen`",
                    "capabilitiesMissing contains \"FREEZE\"",
                    List.of("FREEZE")),
            row("identity", "`UNKNOWN` until shown, and in silence", "identity == Check.FAILED", Check.FAILED),
            row("authorization", "`UNKNOWN` without a grant", "authorization == Check.FAILED", Check.FAILED),
            row("policy", "`UNKNOWN` without a grant", "policy == Check.FAILED", Check.FAILED),
            row(
                    "environment",
                    "`UNKNOWN` while evidence is missing or stale",
                    "environment == Check.FAILED",
                    Check.FAILED),
            row("lineage", "`UNKNOWN` while a parent is not known", "lineage == Check.FAILED", Check.FAILED),
            row(
                    "behaviour",
                    "`UNKNOWN` before the first heartbeat, in silence, and while a budgeted counter is not reported",
                    "behaviour == Check.FAILED",
                    Check.FAILED),
            row("grantPresent", NEVER, "grantPresent == true", true),
            row("grantRemainingMillis", NO_GRANT_NUMBER, "grantRemainingMillis > 86400000", 90_000_000L),
            row("grantStartsInMillis", NO_GRANT_NUMBER, "grantStartsInMillis > 0", 1_000L),
            row("waitedMillis", NEVER, "waitedMillis >= 5000", 6_000L),
            row("heartbeatSeen", NEVER, "heartbeatSeen == true", true),
            row("heartbeatIntervalMillis", NO_GRANT_NUMBER, "heartbeatIntervalMillis > 10000", 30_000L),
            row("silenceMillis", NO_HEARTBEAT, "silenceMillis > 5000", 6_000L),
            row(
                    "missedHeartbeats",
                    "0 before the first heartbeat and without a grant: see `heartbeatSeen`, `grantPresent`",
                    "missedHeartbeats >= 3",
                    3L),
            row("sequenceGap", NO_HEARTBEAT, "sequenceGap > 0", 2L),
            row("heartbeatsUncovered", NO_HEARTBEAT, "heartbeatsUncovered > 60", 61L),
            row("clockSkewMillis", NO_HEARTBEAT, "clockSkewMillis > 1000 || clockSkewMillis < -1000", -2_000L),
            row(
                    "standing",
                    "what the executor last said, if anything: see `heartbeatSeen`",
                    "standing == Standing.PAUSED",
                    Standing.PAUSED),
            row("pausedMillis", "0 when it is not paused", "pausedMillis > 60000", 61_000L),
            row("graceMillis", NO_GRANT_NUMBER, "graceMillis > 600000", 700_000L),
            row("leaseMillis", NO_GRANT_NUMBER, "leaseMillis > 30000", 40_000L),
            row(
                    "evidence",
                    "a name that is not there was not given",
                    "evidence[\"region\"] != null, evidence[\"region\"] != \"eu-1\"",
                    map("region", "us-1")),
            row(
                    "environmentMismatches",
                    "empty without a grant or evidence, and when nothing differs",
                    "environmentMismatches contains \"executable.sha256\"",
                    List.of("executable.sha256")),
            row(
                    "environmentMissing",
                    "empty without a grant; before the first heartbeat all names: see `heartbeatSeen`",
                    "environmentMissing.empty == false",
                    List.of("executable.sha256")),
            row(
                    "scopeViolations",
                    "empty for none",
                    "scopeViolations contains \"file.write /etc/passwd\"",
                    List.of("file.write /etc/passwd")),
            row("scopeViolationCount", "0 for none", "scopeViolationCount > 0", 1L),
            row("ratesExceeded", "empty for none", "ratesExceeded.empty == false", List.of("http.get *")),
            row(
                    "counters",
                    "a name that is not there is not counted",
                    "counters[\"tokens\"] > 100000",
                    map("tokens", 200_000L)),
            row(
                    "budgets",
                    "a name that is not there has no budget",
                    "budgets.containsKey(\"tokens\")",
                    map("tokens", 1_000L)),
            row("budgetsExceeded", "empty for none", "budgetsExceeded contains \"tokens\"", List.of("tokens")),
            row(
                    "budgetsUnreported",
                    "empty without a grant; before the first heartbeat all budgets: see `heartbeatSeen`",
                    "budgetsUnreported.empty == false",
                    List.of("tokens")),
            row(
                    "attestationsFailed",
                    "empty for none",
                    "attestationsFailed contains \"TPM_QUOTE\"",
                    List.of("TPM_QUOTE")),
            row("attestationsStale", "empty for none", "attestationsStale.empty == false", List.of("X509_SVID")),
            row("attestationsMissing", "empty for none", "attestationsMissing contains \"SVID\"", List.of("SVID")),
            row(
                    "attestationDetails",
                    "empty for none",
                    "attestationDetails[\"TPM_QUOTE\"] contains \"PCR\"",
                    map("TPM_QUOTE", "PCR 7 differs")),
            row("region", "empty without a grant, and when the grant does not say", "region == \"eu-1\"", "eu-1"),
            row("descendants", NEVER, "descendants > 100", 101L),
            row("openDescendants", NEVER, "openDescendants > 10", 11L),
            row(
                    "actionCounts",
                    "a name that is not there was not reported, or is beyond the first 32: see `untracked`",
                    "actionCounts[\"data.export\"] > 0",
                    map("data.export", 1L)),
            row(
                    "actionOrder",
                    "a name that is not there was not reported, or is beyond the first 32: see `untracked`",
                    "actionOrder[\"job.delete\"] != null, actionOrder[\"job.approve\"] == null",
                    map("job.delete", 4L)),
            row("repeatedAction", "empty before the first", "repeatedAction == \"http.get /\"", "http.get /"),
            row("actionRepeats", "0 before the first", "actionRepeats >= 10", 10L),
            row(
                    "risenInMinute",
                    "a name that is not there is not counted, or is beyond the first 32: see `untracked`",
                    "risenInMinute[\"failures\"] >= 3",
                    map("failures", 3L)),
            row(
                    "signals",
                    "a kind that is not there was not observed, or is beyond the first 32: see `untracked`",
                    "signals[\"prompt.injection\"] in (\"suspected\", \"confirmed\")",
                    map("prompt.injection", "suspected")),
            row(
                    "signalCounts",
                    "a kind that is not there was not observed, or is beyond the first 32: see `untracked`",
                    "signalCounts[\"login.failed\"] >= 3",
                    map("login.failed", 3L)),
            row(
                    "signalOrder",
                    "a kind that is not there was not observed, or is beyond the first 32: see `untracked`",
                    "signalOrder[\"prompt.injection\"] != null, actionOrder[\"human.approval\"] == null",
                    map("prompt.injection", 7L)),
            row(
                    "signalAgeMillis",
                    "a kind that is not there was not observed, or is beyond the first 32: see `untracked`",
                    "signalAgeMillis[\"scanner.alive\"] > 60000",
                    map("scanner.alive", 61_000L)),
            row("untracked", NEVER, "untracked > 0", 1L));

    private static FactRow row(String property, String unknown, String example, Object value) {
        return new FactRow(property, unknown, example, value);
    }

    private static Object map(String name, Object value) {
        var map = new TreeMap<String, Object>();
        map.put(name, value);
        return map;
    }
}
