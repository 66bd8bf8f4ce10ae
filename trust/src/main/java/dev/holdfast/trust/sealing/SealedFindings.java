package dev.holdfast.trust.sealing;

import dev.holdfast.record.Commitment;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Finding;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Findings as an entry with sealed facts holds them: what rests on such a fact shows neither its value nor its message, which may quote it. Pure. */
public final class SealedFindings {
    /** Stands for what is not shown. */
    public static final String SEALED = "(sealed)";

    private SealedFindings() {}

    /** The findings as they are shown; those that rest on nothing sealed are the same. */
    public static List<Finding> of(List<Finding> findings, Collection<String> sealed) {
        return sealed.isEmpty()
                ? findings
                : findings.stream().map(finding -> of(finding, sealed)).toList();
    }

    /** Names of the facts that a snapshot holds sealed. */
    public static Set<String> names(List<FactValue> facts) {
        return facts.stream()
                .filter(fact -> fact.getValue() instanceof Commitment)
                .map(FactValue::getName)
                .collect(Collectors.toSet());
    }

    private static Finding of(Finding finding, Collection<String> sealed) {
        if (finding.getFacts().keySet().stream().noneMatch(sealed::contains)) {
            return finding;
        }
        var facts = new TreeMap<>(finding.getFacts());
        facts.replaceAll((name, value) -> sealed.contains(name) ? SEALED : value);
        return new Finding(finding.getCode(), finding.getSeverity(), SEALED, finding.getRule(), facts);
    }
}
