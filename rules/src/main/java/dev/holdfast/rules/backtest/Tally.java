package dev.holdfast.rules.backtest;

import dev.holdfast.record.Severity;
import java.util.List;

/**
 * How often a rule found something.
 *
 * @param rule the rule, or {@code floor}
 * @param recorded decisions in which it was found
 * @param candidate decisions in which the candidate finds it
 * @param appeared decisions in which only the candidate finds it
 * @param vanished decisions in which it was found and the candidate does not find it
 */
public record Tally(
        String rule,
        String code,
        Severity severity,
        long recorded,
        long candidate,
        long appeared,
        long vanished,
        List<Example> examples) {
    /** How many examples are kept of what appeared, and of what vanished, each of another execution. */
    static final int EXAMPLES = 3;

    public Tally {
        examples = List.copyOf(examples);
    }

    /**
     * A decision in which a finding appeared or vanished.
     *
     * @param appeared whether only the candidate finds it
     */
    public record Example(boolean appeared, String executionId, Moment moment, String message) {}
}
