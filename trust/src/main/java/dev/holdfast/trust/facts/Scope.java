package dev.holdfast.trust.facts;

import dev.holdfast.record.ScopeRule;
import dev.holdfast.trust.grant.Patterns;
import java.util.List;

/** What a grant allows. */
public final class Scope {
    /** No rule of the scope allows it. */
    public static final int NOT_ALLOWED = -1;

    private Scope() {}

    /**
     * The rule that allows an action: the first that fits and is not used up. A rule over its rate still allows.
     *
     * @param used how often each rule has been used, by its place
     * @param count how often the action was done, at least 1
     * @return the rule's place, or {@link #NOT_ALLOWED}
     */
    public static int allowing(List<ScopeRule> rules, List<Long> used, String action, String resource, long count) {
        for (int place = 0; place < rules.size(); place++) {
            ScopeRule rule = rules.get(place);
            if (Patterns.matches(rule.getAction(), action) && Patterns.matches(rule.getResource(), resource)) {
                Long most = rule.getMaxCount();
                if (most == null || count <= most - used.get(place)) {
                    return place;
                }
            }
        }
        return NOT_ALLOWED;
    }

    /**
     * The rule that an action falls under: the first that fits, used up or not.
     *
     * @return the rule's place, or {@link #NOT_ALLOWED}
     */
    public static int fitting(List<ScopeRule> rules, String action, String resource) {
        for (int place = 0; place < rules.size(); place++) {
            ScopeRule rule = rules.get(place);
            if (Patterns.matches(rule.getAction(), action) && Patterns.matches(rule.getResource(), resource)) {
                return place;
            }
        }
        return NOT_ALLOWED;
    }
}
