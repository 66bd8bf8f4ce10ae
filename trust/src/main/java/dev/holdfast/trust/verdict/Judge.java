package dev.holdfast.trust.verdict;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.facts.ExecutionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From facts and findings to a verdict: the severest finding decides, and below every ruleset lies this floor. */
public final class Judge {
    private Judge() {}

    /**
     * The verdict. The order of the findings does not matter.
     *
     * @param findings what the rules found, possibly nothing
     */
    public static Verdict judge(ExecutionFacts facts, List<Finding> findings) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(Floor.findings(facts));
        List<Dimension> unverified = unverified(facts);
        if (all.isEmpty() && unverified.isEmpty()) {
            return new Verdict.Trusted();
        }
        if (all.isEmpty()) {
            for (Dimension dimension : unverified) {
                String property = ExecutionFacts.propertyOf(dimension);
                String value = facts.check(dimension).name();
                all.add(Floor.finding(
                        dimension.name() + "_" + value,
                        Severity.PAUSE,
                        "expected " + property + " to be VERIFIED, found " + value + ", and no rule said why",
                        Map.of(property, value)));
            }
            all.sort(Finding.ORDER);
            return new Verdict.Indeterminate(all, unverified);
        }
        all.sort(Finding.ORDER);
        return all.get(0).severity() == Severity.HALT ? new Verdict.Halt(all) : new Verdict.Pause(all);
    }

    private static List<Dimension> unverified(ExecutionFacts facts) {
        var unverified = new ArrayList<Dimension>();
        for (Dimension dimension : Dimension.values()) {
            if (facts.check(dimension) != Check.VERIFIED) {
                unverified.add(dimension);
            }
        }
        return unverified;
    }
}
