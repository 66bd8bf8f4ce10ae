package dev.holdfast.rules.explain;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.Coordinates;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.rules.hindsight.Rejudged;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactKind;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.facts.MalformedFacts;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Finding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Entries as the evaluator would have written them, on facts that a test makes up. */
public final class Decided {
    static final Ruleset RULES = Ruleset.of(
            Stream.concat(Ruleset.baseline().files().stream(), Stream.of(new Ruleset.RuleFile("house/house.drl", """
                            package dev.holdfast.packs.house

                            import dev.holdfast.trust.facts.ExecutionFacts
                            import dev.holdfast.trust.admission.AdmissionFacts

                            global dev.holdfast.rules.Findings findings
                            global dev.holdfast.rules.AdmissionNotes admission

                            rule "busy and far away"
                            when
                                ExecutionFacts( agent matches "fetch-.*", counter("processes") > 20, region != "eu", $silence : silenceMillis )
                                not ExecutionFacts( metadata["kind"] == "batch" || $silence > 10000 )
                            then
                                findings.pause("BUSY", "busy");
                            end

                            rule "needs a tool"
                            when
                                ExecutionFacts( region in ("eu", "us"), scopeViolations contains "tool.run /bin/sh" )
                            then
                                findings.halt("TOOL", "tool");
                            end

                            rule "computed"
                            when
                                ExecutionFacts( silenceMillis / 3 > 16667, (sequenceGap * 2) + 1 <= missedHeartbeats, leaseMillis - 7 != graceMillis )
                            then
                                findings.pause("COMPUTED", "computed");
                            end

                            rule "foreseen"
                            when
                                AdmissionFacts( agent == "batch-7", durationMillis <= 60000 )
                            then
                                admission.admit("HOUSE", "one of ours");
                            end
                            """)))
                    .toList());

    private Decided() {}

    /** Facts of an execution in good order but for these properties. */
    public static ExecutionFacts facts(Map<String, Object> properties) {
        var known = new HashMap<String, Object>(Map.of(
                "executionId",
                "job-1",
                "rootId",
                "job-1",
                "state",
                TrustState.TRUSTED,
                "issuer",
                IssuerStanding.VALID,
                "grantPresent",
                true,
                "grantRemainingMillis",
                3_600_000L,
                "heartbeatSeen",
                true));
        for (String dimension : List.of("identity", "authorization", "policy", "environment", "lineage", "behaviour")) {
            known.put(dimension, Check.VERIFIED);
        }
        known.putAll(properties);
        return FactKind.of(ExecutionFacts.class).with(known);
    }

    /** Facts of a request in good order but for these properties. */
    public static AdmissionFacts request(Map<String, Object> properties) {
        var known = new HashMap<String, Object>(Map.of(
                "executionId",
                "job-1",
                "agent",
                "batch-7",
                "identity",
                Check.VERIFIED,
                "identityValidMillis",
                3_600_000L,
                "environment",
                Check.VERIFIED,
                "issuer",
                IssuerStanding.VALID));
        known.putAll(properties);
        return FactKind.of(AdmissionFacts.class).with(known);
    }

    /** The entry that {@link #RULES} lead to. */
    static LineageEntry entry(Record facts) throws MalformedFacts, CompiledRuleset.Broken {
        try (var hindsight = new Hindsight(CompiledRuleset.compile(RULES))) {
            return entry(hindsight, RULES.digest(), facts);
        }
    }

    /** The entry that some rules lead to. */
    public static LineageEntry entry(Hindsight rules, String digest, Record facts) throws MalformedFacts {
        LineageEntry entry = LineageEntry.newBuilder()
                .setExecutionId("job-1")
                .setEntry(7)
                .setPreviousHash(ByteBuffer.wrap(new byte[32]))
                .setDecidedAt(Instant.parse("2026-11-20T10:00:00Z"))
                .setTrigger(new Coordinates("holdfast.heartbeats", 2, 41L))
                .setTriggerKind(facts instanceof AdmissionFacts ? TriggerKind.REQUEST : TriggerKind.HEARTBEAT)
                .setRulesetDigest(digest)
                .setFacts(FactSnapshot.of(facts))
                .setFindings(List.of())
                .setVerdict(VerdictKind.TRUSTED)
                .setFrom(TrustState.TRUSTED)
                .setTo(TrustState.TRUSTED)
                .setEpoch(1)
                .build();
        Rejudged judged = rules.judge(entry);
        entry.setVerdict(judged.verdict());
        entry.setFindings(judged.findings().stream().map(Finding::toRecord).toList());
        if (judged instanceof Rejudged.OfRequest) {
            boolean denied = judged.verdict() == VerdictKind.HALT;
            entry.setAdmission(denied ? AdmissionOutcome.DENIED : AdmissionOutcome.ADMITTED);
        }
        return entry;
    }

    /** What there is to know of one rule. */
    static RuleAccount account(Explanation explanation, String rule) {
        Optional<RuleAccount> found = explanation.accounts().stream()
                .filter(account -> account.rule().equals(rule))
                .findFirst();
        return found.orElseThrow(() -> new AssertionError("no rule `" + rule + "` among "
                + explanation.accounts().stream().map(RuleAccount::rule).collect(Collectors.joining(", "))));
    }
}
