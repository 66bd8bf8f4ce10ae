package dev.holdfast.rules.explain;

import dev.holdfast.trust.verdict.Finding;
import java.util.Comparator;
import java.util.List;

/**
 * A rule on one fact.
 *
 * @param path of its file, as the ruleset names it
 * @param line from 1
 * @param fired whether all that it asks for held, by the engine that decides
 * @param conditions all of them, in their order
 * @param missing the fewest of them that would have had to be otherwise for it to fire; empty when it fired
 * @param understood whether reading the conditions comes to the same as the engine; if not, nothing of them explains anything
 * @param findings what it found; for a rule about requests, why it denies
 */
public record RuleAccount(
        String path,
        int line,
        String rule,
        boolean fired,
        List<Seen> conditions,
        List<Seen> missing,
        boolean understood,
        List<Finding> findings) {

    /** Nearest first: fewest conditions missing, then the least gap. */
    public static final Comparator<RuleAccount> BY_NEARNESS = Comparator.<RuleAccount>comparingInt(
                    account -> account.missing().size())
            .thenComparingDouble(RuleAccount::distance)
            .thenComparing(RuleAccount::path)
            .thenComparingInt(RuleAccount::line);

    private static final double NEAR_BY_NUMBER = 0.5;
    private static final int FEW = 4;

    public RuleAccount {
        conditions = List.copyOf(conditions);
        missing = List.copyOf(missing);
        findings = List.copyOf(findings);
    }

    /** The greatest of its gaps. */
    public double distance() {
        return missing.stream()
                .flatMap(seen -> seen.gap().stream())
                .mapToDouble(Gap::distance)
                .max()
                .orElse(0);
    }

    /**
     * Whether it nearly fired: one condition failed and others held, or two of at least four failed, or its only condition is a number at least half way
     * to its bound.
     */
    public boolean nearlyFired() {
        if (fired || !understood) {
            return false;
        }
        long met = conditions.stream().filter(Seen::met).count();
        return switch (missing.size()) {
            case 0 -> false;
            case 1 -> met > 0 || distance() <= NEAR_BY_NUMBER;
            case 2 -> conditions.size() >= FEW && met >= 2;
            default -> false;
        };
    }
}
