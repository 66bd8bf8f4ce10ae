package dev.holdfast.trust.facts;

import dev.holdfast.record.ScopeRule;
import java.util.List;

/** What a grant allows. Patterns know one wildcard, {@code *}, for any run of characters, possibly empty. */
public final class Scope {
    /** No rule of the scope allows it. */
    public static final int NOT_ALLOWED = -1;

    private Scope() {}

    /**
     * The rule that allows an action: the first that fits and is not used up.
     *
     * @param used how often each rule has been used, by its place
     * @param count how often the action was done, at least 1
     * @return the rule's place, or {@link #NOT_ALLOWED}
     */
    public static int allowing(List<ScopeRule> rules, List<Long> used, String action, String resource, long count) {
        for (int place = 0; place < rules.size(); place++) {
            ScopeRule rule = rules.get(place);
            if (matches(rule.getAction(), action) && matches(rule.getResource(), resource)) {
                Long most = rule.getMaxCount();
                if (most == null || count <= most - used.get(place)) {
                    return place;
                }
            }
        }
        return NOT_ALLOWED;
    }

    /** Whether a text fits a pattern; in time proportional to the product of their lengths at the worst. */
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
