package dev.holdfast.trust.shadow;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What one ruleset makes of facts.
 *
 * @param verdict its name in records; of a request that is admitted INDETERMINATE, which permits nothing yet, and HALT of one that is denied
 * @param admission what becomes of a request; empty when the facts are those of an execution
 * @param findings what it rests on, in {@link Finding#ORDER}
 */
public record Outcome(VerdictKind verdict, Optional<AdmissionOutcome> admission, List<Finding> findings) {
    public Outcome {
        findings = List.copyOf(findings);
    }

    /** Of an execution. */
    public static Outcome of(Verdict verdict) {
        return new Outcome(verdict.kind(), Optional.empty(), verdict.findings());
    }

    /** Of a request. */
    public static Outcome of(Ruling ruling) {
        return ruling instanceof Ruling.Denied denied
                ? new Outcome(VerdictKind.HALT, Optional.of(AdmissionOutcome.DENIED), denied.findings())
                : new Outcome(VerdictKind.INDETERMINATE, Optional.of(AdmissionOutcome.ADMITTED), List.of());
    }

    /** Whether a rule failed, or rules fired without end. */
    public boolean isFailure() {
        return findings.stream().anyMatch(finding -> Finding.isRuleFailure(finding.code(), finding.rule()));
    }
}
