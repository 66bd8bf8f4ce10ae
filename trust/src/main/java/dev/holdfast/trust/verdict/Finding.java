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

    /** The record of it. */
    public dev.holdfast.record.Finding toRecord() {
        return new dev.holdfast.record.Finding(code, severity, message, rule, facts);
    }
}
