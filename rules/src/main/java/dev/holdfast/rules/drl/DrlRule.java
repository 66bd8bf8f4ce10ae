package dev.holdfast.rules.drl;

import java.util.List;
import java.util.OptionalInt;

/**
 * A rule that keeps to the policy.
 *
 * @param offset where it begins in its file
 * @param end where it is over
 * @param salience rules with a higher one fire first; it decides nothing, since the most severe finding counts
 * @param consequenceOffset where its consequence begins
 */
public record DrlRule(
        String name,
        int offset,
        int end,
        OptionalInt salience,
        Condition.AllOf condition,
        int consequenceOffset,
        List<Saying> sayings) {

    /**
     * What a consequence says: {@code collector.action(code, message)}.
     *
     * @param codeOffset where the code stands
     */
    public record Saying(
            int offset, String collector, String action, String code, int codeOffset, Expression message) {}
}
