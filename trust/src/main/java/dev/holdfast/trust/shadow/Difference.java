package dev.holdfast.trust.shadow;

import dev.holdfast.trust.verdict.Finding;
import java.util.List;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * In what two outcomes of the same facts differ: the verdict, and the codes of the findings with what each asks for. Messages and the names of
 * rules do not count.
 *
 * @param text the same for the same difference, such as {@code TRUSTED>PAUSE +PAUSE:AGENT_BARRED}; empty for none
 */
public record Difference(String text) {
    /** What does not differ. */
    public static final Difference NONE = new Difference("");

    /**
     * In what they differ.
     *
     * @param inForce what was decided
     * @param tried what would have been
     */
    public static Difference between(Outcome inForce, Outcome tried) {
        var text = new StringJoiner(" ");
        if (inForce.verdict() != tried.verdict()) {
            text.add(inForce.verdict() + ">" + tried.verdict());
        }
        SortedSet<String> before = codes(inForce.findings());
        SortedSet<String> after = codes(tried.findings());
        after.stream().filter(code -> !before.contains(code)).forEach(code -> text.add("+" + code));
        before.stream().filter(code -> !after.contains(code)).forEach(code -> text.add("-" + code));
        return text.length() == 0 ? NONE : new Difference(text.toString());
    }

    /** Whether there is none. */
    public boolean isNone() {
        return text.isEmpty();
    }

    private static SortedSet<String> codes(List<Finding> findings) {
        var codes = new TreeSet<String>();
        findings.forEach(finding -> codes.add(finding.severity() + ":" + finding.code()));
        return codes;
    }
}
