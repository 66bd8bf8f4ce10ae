package dev.holdfast.trust.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Severity;
import dev.holdfast.record.Standing;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.testing.Seeds;
import dev.holdfast.trust.testing.TestFacts;
import dev.holdfast.trust.testing.TestRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgeTest {
    private static final ExecutionFacts VERIFIED = TestFacts.of(TestFacts.allVerified());
    private static final Finding PAUSE = TestRules.finding("LATE", Severity.PAUSE);
    private static final Finding HALT = TestRules.finding("GONE", Severity.HALT);

    /** Invariant 1, over every combination there is: 3 checks in 6 dimensions, 4 standings, 4 sets of findings. */
    @Test
    void shouldTrustOnlyWhenEveryDimensionIsVerifiedAndNothingIsFound() {
        int dimensions = Dimension.values().length;
        int trusted = 0;
        for (int combination = 0; combination < Math.pow(3, dimensions); combination++) {
            Map<Dimension, Check> checks = combination(combination);
            boolean allVerified = checks.values().stream().allMatch(check -> check == Check.VERIFIED);
            for (Standing standing : Standing.values()) {
                ExecutionFacts facts = TestFacts.of(checks, standing);
                for (List<Finding> findings :
                        List.of(List.<Finding>of(), List.of(PAUSE), List.of(HALT), List.of(PAUSE, HALT))) {
                    Verdict verdict = Judge.judge(facts, findings);

                    boolean halt = findings.contains(HALT) || standing == Standing.HALTED;
                    VerdictKind expected = halt
                            ? VerdictKind.HALT
                            : !findings.isEmpty()
                                    ? VerdictKind.PAUSE
                                    : allVerified ? VerdictKind.TRUSTED : VerdictKind.INDETERMINATE;
                    assertThat(verdict.kind())
                            .describedAs("%s, %s, %s", checks, standing, findings)
                            .isEqualTo(expected);
                    assertThat(verdict.findings()).containsAll(findings).isSortedAccordingTo(Finding.ORDER);
                    assertThat(verdict.findings().isEmpty()).isEqualTo(verdict instanceof Verdict.Trusted);
                    trusted += verdict instanceof Verdict.Trusted ? 1 : 0;
                }
            }
        }
        assertThat(trusted)
                .describedAs("all verified, nothing found, in each standing but HALTED")
                .isEqualTo(Standing.values().length - 1);
    }

    @ParameterizedTest
    @EnumSource(Dimension.class)
    void shouldSayWhichDimensionIsNotVerifiedWhenNoRuleDoes(Dimension dimension) {
        var checks = TestFacts.allVerified();
        checks.put(dimension, Check.UNKNOWN);

        Verdict verdict = Judge.judge(TestFacts.of(checks), List.of());

        String property = ExecutionFacts.propertyOf(dimension);
        assertThat(verdict)
                .isEqualTo(new Verdict.Indeterminate(
                        List.of(new Finding(
                                dimension + "_UNKNOWN",
                                Severity.PAUSE,
                                "expected " + property + " to be VERIFIED, found UNKNOWN, and no rule said why",
                                Finding.FLOOR,
                                new TreeMap<>(Map.of(property, "UNKNOWN")))),
                        List.of(dimension)));
    }

    @Test
    void shouldLetNoRuleOpenTheFloor() {
        var checks = TestFacts.allVerified();
        checks.put(Dimension.AUTHORIZATION, Check.FAILED);

        Verdict verdict = Judge.judge(TestFacts.of(checks), List.of(PAUSE));

        assertThat(verdict).isEqualTo(new Verdict.Pause(List.of(PAUSE)));
    }

    @Test
    void shouldHaltForOneHaltAmongManyPauses() {
        var findings = new ArrayList<>(Collections.nCopies(50, PAUSE));
        findings.add(25, HALT);

        Verdict verdict = Judge.judge(VERIFIED, findings);

        assertThat(verdict).isInstanceOf(Verdict.Halt.class);
        assertThat(verdict.findings()).hasSize(51).first().isEqualTo(HALT);
    }

    @Test
    void shouldBelieveAnExecutorThatSaysItHasHalted() {
        Verdict verdict = Judge.judge(TestFacts.of(TestFacts.allVerified(), Standing.HALTED), List.of());

        assertThat(verdict)
                .isEqualTo(new Verdict.Halt(List.of(new Finding(
                        "EXECUTOR_HALTED",
                        Severity.HALT,
                        "the executor says that it has halted the execution by itself",
                        Finding.FLOOR,
                        new TreeMap<>(Map.of("standing", "HALTED"))))));
    }

    @ParameterizedTest
    @EnumSource(value = Standing.class, mode = EnumSource.Mode.EXCLUDE, names = "HALTED")
    void shouldReadNothingIntoOtherStandings(Standing standing) {
        assertThat(Judge.judge(TestFacts.of(TestFacts.allVerified(), standing), List.of()))
                .isEqualTo(new Verdict.Trusted());
    }

    /** Invariant 2: findings that differ in anything at all, in any order, make one verdict. */
    @Test
    void shouldNotDependOnTheOrderOfTheFindings() {
        for (int round = 0; round < 500; round++) {
            Random random = Seeds.random(round);
            var findings = new ArrayList<Finding>();
            for (int count = 1 + random.nextInt(8); count > 0; count--) {
                findings.add(new Finding(
                        "CODE_" + random.nextInt(2),
                        Severity.values()[random.nextInt(2)],
                        "message " + random.nextInt(2),
                        "rule " + random.nextInt(2),
                        new TreeMap<>(Map.of("fact " + random.nextInt(2), "value " + random.nextInt(2)))));
            }
            Verdict before = Judge.judge(VERIFIED, findings);

            Collections.shuffle(findings, random);

            assertThat(Judge.judge(VERIFIED, findings))
                    .describedAs(Seeds.recipe(round))
                    .isEqualTo(before);
        }
    }

    @Test
    void shouldLeaveTheFindingsItWasGivenAsTheyWere() {
        List<Finding> findings = List.of(PAUSE, HALT);

        assertThat(Judge.judge(VERIFIED, findings).findings()).containsExactly(HALT, PAUSE);

        assertThat(findings).containsExactly(PAUSE, HALT);
    }

    private static Map<Dimension, Check> combination(int number) {
        var checks = new EnumMap<Dimension, Check>(Dimension.class);
        int rest = number;
        for (Dimension dimension : Dimension.values()) {
            checks.put(dimension, Check.values()[rest % 3]);
            rest /= 3;
        }
        return checks;
    }
}
