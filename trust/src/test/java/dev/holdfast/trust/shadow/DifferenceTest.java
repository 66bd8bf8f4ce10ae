package dev.holdfast.trust.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.AdmissionOutcome;
import dev.holdfast.record.Severity;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Verdict;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static Finding finding(String code, Severity severity, String rule, String message) {
        return new Finding(code, severity, message, rule, new TreeMap<>());
    }

    private static Outcome paused(Finding... findings) {
        return Outcome.of(new Verdict.Pause(List.of(findings)));
    }

    @Test
    void shouldNameTheVerdictsAndWhatOnlyOneFinds() {
        Outcome inForce = paused(finding("A", Severity.PAUSE, "a", ""), finding("B", Severity.PAUSE, "b", ""));
        Outcome tried = Outcome.of(
                new Verdict.Halt(List.of(finding("A", Severity.HALT, "a", ""), finding("B", Severity.PAUSE, "b", ""))));

        assertThat(Difference.between(inForce, tried).text()).isEqualTo("PAUSE>HALT +HALT:A -PAUSE:A");
        assertThat(Difference.between(Outcome.of(new Verdict.Trusted()), inForce)
                        .text())
                .isEqualTo("TRUSTED>PAUSE +PAUSE:A +PAUSE:B");
    }

    @Test
    void shouldNotCountMessagesAndRulesAndHowOftenACodeIsFound() {
        Outcome inForce = paused(finding("A", Severity.PAUSE, "a", "one"));
        Outcome tried = paused(finding("A", Severity.PAUSE, "a", "two"), finding("A", Severity.PAUSE, "c", "three"));

        assertThat(Difference.between(inForce, tried)).isEqualTo(Difference.NONE);
        assertThat(Difference.NONE.isNone()).isTrue();
        assertThat(Difference.between(inForce, Outcome.of(new Verdict.Trusted()))
                        .isNone())
                .isFalse();
    }

    @Test
    void shouldTellAnAdmissionFromADenial() {
        Outcome admitted = Outcome.of(new Ruling.Admitted(List.of()));
        Outcome denied = Outcome.of(new Ruling.Denied(List.of(finding("NO", Severity.HALT, "never", "")), List.of()));

        assertThat(admitted.admission()).contains(AdmissionOutcome.ADMITTED);
        assertThat(denied.admission()).contains(AdmissionOutcome.DENIED);
        assertThat(denied.verdict()).isEqualTo(VerdictKind.HALT);
        assertThat(Difference.between(denied, admitted).text()).isEqualTo("HALT>INDETERMINATE -HALT:NO");
    }

    @Test
    void shouldTakeForAFailureWhatTheCodeFoundAndNotWhatARuleCallsSo() {
        assertThat(paused(finding("RULE_ERROR", Severity.PAUSE, Finding.FLOOR, ""))
                        .isFailure())
                .isTrue();
        assertThat(paused(finding("RULE_RUNAWAY", Severity.PAUSE, Finding.FLOOR, ""))
                        .isFailure())
                .isTrue();
        assertThat(paused(finding("RULE_ERROR", Severity.PAUSE, "a rule", "")).isFailure())
                .isFalse();
        assertThat(paused(finding("REVOKED", Severity.PAUSE, Finding.FLOOR, "")).isFailure())
                .isFalse();
    }
}
