package dev.holdfast.trust.testing;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Rulebook;
import dev.holdfast.trust.execution.Timing;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactReader;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Rulesets in plain Java. */
public final class TestRules {
    /** Digest of all of them. */
    public static final String DIGEST = "ab".repeat(32);

    /** A ruleset without a rule. */
    public static final Rulebook NONE = of(facts -> List.of());

    /** What any sensible ruleset does: silence pauses; a missing or ended grant and a pause beyond its grace halt. */
    public static final Rulebook SENSIBLE = of(TestRules::sensible);

    private TestRules() {}

    /** A ruleset that is a function. */
    public static Rulebook of(Function<ExecutionFacts, List<Finding>> rules) {
        return new Rulebook() {
            @Override
            public String digest() {
                return DIGEST;
            }

            @Override
            public List<Finding> evaluate(ExecutionFacts facts) {
                return rules.apply(facts).stream().sorted(Finding.ORDER).toList();
            }
        };
    }

    /** A ruleset without a rule, that requires something of executors. */
    public static Rulebook requiring(Capability capability) {
        return new Rulebook() {
            @Override
            public String digest() {
                return DIGEST;
            }

            @Override
            public Set<Capability> requiredCapabilities() {
                return Set.of(capability);
            }

            @Override
            public List<Finding> evaluate(ExecutionFacts facts) {
                return List.of();
            }
        };
    }

    /** A ruleset that finds the same always. */
    public static Rulebook always(Severity severity) {
        return of(facts -> List.of(finding("ALWAYS", severity)));
    }

    /** A finding without facts. */
    public static Finding finding(String code, Severity severity) {
        return new Finding(code, severity, "for the test", "test rule", new TreeMap<>());
    }

    private static List<Finding> sensible(ExecutionFacts facts) {
        var findings = new ArrayList<Finding>();
        if (facts.missedHeartbeats() >= FactReader.SILENT_AFTER_MISSED) {
            findings.add(finding("SILENT", Severity.PAUSE));
        }
        if (!facts.grantPresent() && facts.waitedMillis() >= Timing.GRANT_WAIT.toMillis()) {
            findings.add(finding("GRANT_MISSING", Severity.HALT));
        }
        if (facts.grantPresent() && facts.grantRemainingMillis() <= 0) {
            findings.add(finding("GRANT_ENDED", Severity.HALT));
        }
        if (facts.state() == TrustState.PAUSED && facts.pausedMillis() >= facts.graceMillis()) {
            findings.add(finding("GRACE_OVER", Severity.HALT));
        }
        return findings;
    }
}
