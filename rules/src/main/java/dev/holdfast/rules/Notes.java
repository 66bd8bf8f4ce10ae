package dev.holdfast.rules;

import dev.holdfast.trust.facts.FactSnapshot;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What rules may say, and what is taken down with it: the form of codes, bounds, and the properties that the rule's conditions name. */
final class Notes {
    /** The most that rules may say of one fact; a rule that goes on fails. */
    static final int MAXIMUM = 32;

    private static final int MAXIMUM_MESSAGE_CHARACTERS = 500;
    private static final int MAXIMUM_FACT_CHARACTERS = 300;
    private static final String CODE_FORM = "[A-Z][A-Z0-9_]{0,63}";

    /** Rules say more than they may. */
    static final class TooMuch extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        private TooMuch() {
            super("expected at most " + MAXIMUM + " findings of one evaluation");
        }
    }

    private final Map<String, Set<String>> propertiesByRule;
    private @Nullable Record facts;
    private String rule = "";
    private int count;

    Notes(Map<String, Set<String>> propertiesByRule) {
        this.propertiesByRule = propertiesByRule;
    }

    void begin(Record judged) {
        facts = judged;
        rule = "";
        count = 0;
    }

    void end() {
        facts = null;
    }

    void firing(String ruleName) {
        rule = ruleName;
    }

    /** The rule that speaks. */
    String rule() {
        return rule;
    }

    /**
     * Checks that a rule may say something with this code.
     *
     * @param kind what it must be about
     */
    void accept(String code, Class<? extends Record> kind) {
        if (!kind.isInstance(facts)) {
            throw new IllegalStateException(
                    "expected this of a rule about " + kind.getSimpleName() + ", found it in one about another fact");
        }
        if (!code.matches(CODE_FORM)) {
            throw new IllegalArgumentException(
                    "expected a code of capitals, digits and underscores, found `" + code + "`");
        }
        if (++count > MAXIMUM) {
            throw new TooMuch();
        }
    }

    /** The properties that the speaking rule's conditions name, with their values in text. */
    SortedMap<String, String> values() {
        var values = new TreeMap<String, String>();
        if (facts != null) {
            for (String property : propertiesByRule.getOrDefault(rule, Set.of())) {
                String value = FactSnapshot.textOf(facts, property);
                if (value != null) {
                    values.put(property, cut(value, MAXIMUM_FACT_CHARACTERS));
                }
            }
        }
        return values;
    }

    /** A message within its bound. */
    static String message(String text) {
        return cut(text, MAXIMUM_MESSAGE_CHARACTERS);
    }

    private static String cut(String text, int maximum) {
        return text.length() <= maximum ? text : text.substring(0, maximum);
    }
}
