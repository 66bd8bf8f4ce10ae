package dev.holdfast.trust.verdict;

import dev.holdfast.record.Severity;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one rule established. Immutable.
 *
 * @param code what was found, in capitals with underscores; stable
 * @param severity what it asks for
 * @param message for a person: what was expected and what was found
 * @param rule name of the rule, or {@value #FLOOR} for what the code itself guarantees
 * @param facts the properties it rests on, with their values in text
 */
public record Finding(String code, Severity severity, String message, String rule, SortedMap<String, String> facts) {
    /** Name that stands for the code's own guarantees where a rule's name would. */
    public static final String FLOOR = "floor";

    /** What is found where a rule fails on the facts; its message names the rule. */
    public static final String RULE_ERROR = "RULE_ERROR";

    /** What is found where rules fire without end. */
    public static final String RULE_RUNAWAY = "RULE_RUNAWAY";

    /** Severest first, then by all else: only equal findings compare as equal, so that the order in which rules fire cannot matter. */
    public static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
            .reversed()
            .thenComparing(Finding::code)
            .thenComparing(Finding::rule)
            .thenComparing(Finding::message)
            .thenComparing(Finding::flatFacts, Arrays::compare);

    public Finding {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    private String[] flatFacts() {
        return facts.entrySet().stream()
                .flatMap(fact -> Stream.of(fact.getKey(), fact.getValue()))
                .toArray(String[]::new);
    }

    /** Whether a finding of that code, by that rule, says that a rule failed, or that rules fired without end. */
    public static boolean isRuleFailure(String code, String rule) {
        return rule.equals(FLOOR) && (code.equals(RULE_ERROR) || code.equals(RULE_RUNAWAY));
    }

    /** The record of it. */
    public dev.holdfast.record.Finding toRecord() {
        return new dev.holdfast.record.Finding(code, severity, message, rule, facts);
    }
}
