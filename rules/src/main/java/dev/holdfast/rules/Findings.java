package dev.holdfast.rules;

import dev.holdfast.record.Severity;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactSnapshot;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What rules call, as the global {@code findings}: {@code findings.pause(code, message)} and {@code findings.halt(code, message)}. Each
 * finding also takes down the values of the properties that its rule's conditions name. One thread at a time.
 */
public final class Findings {
    /** The most one evaluation may find; a rule that goes on fails, which is a finding by itself. */
    public static final int MAXIMUM = 32;

    private static final int MAXIMUM_MESSAGE_CHARACTERS = 500;
    private static final int MAXIMUM_FACT_CHARACTERS = 300;
    private static final String CODE_FORM = "[A-Z][A-Z0-9_]{0,63}";

    private final Map<String, Set<String>> propertiesByRule;
    private final List<Finding> found = new ArrayList<>();
    private @Nullable ExecutionFacts facts;
    private String rule = "";

    Findings(Map<String, Set<String>> propertiesByRule) {
        this.propertiesByRule = propertiesByRule;
    }

    /**
     * The execution must not go on for now.
     *
     * @param code what was found: capitals, digits and underscores, up to 64
     * @param message for a person: what was expected and what was found
     */
    public void pause(String code, String message) {
        add(code, Severity.PAUSE, message);
    }

    /** The execution must end; see {@link #pause} for the arguments. */
    public void halt(String code, String message) {
        add(code, Severity.HALT, message);
    }

    void begin(ExecutionFacts judged) {
        found.clear();
        facts = judged;
        rule = "";
    }

    void firing(String ruleName) {
        rule = ruleName;
    }

    List<Finding> end() {
        List<Finding> sorted = found.stream().sorted(Finding.ORDER).distinct().toList();
        found.clear();
        facts = null;
        return sorted;
    }

    private void add(String code, Severity severity, String message) {
        if (!code.matches(CODE_FORM)) {
            throw new IllegalArgumentException(
                    "expected a code of capitals, digits and underscores, found `" + code + "`");
        }
        if (found.size() == MAXIMUM) {
            throw new IllegalStateException("expected at most " + MAXIMUM + " findings of one evaluation");
        }
        var values = new TreeMap<String, String>();
        if (facts != null) {
            for (String property : propertiesByRule.getOrDefault(rule, Set.of())) {
                String value = FactSnapshot.textOf(facts, property);
                if (value != null) {
                    values.put(property, cut(value, MAXIMUM_FACT_CHARACTERS));
                }
            }
        }
        found.add(new Finding(code, severity, cut(message, MAXIMUM_MESSAGE_CHARACTERS), rule, values));
    }

    private static String cut(String text, int maximum) {
        return text.length() <= maximum ? text : text.substring(0, maximum);
    }
}
