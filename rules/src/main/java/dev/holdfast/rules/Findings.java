package dev.holdfast.rules;

import dev.holdfast.record.Severity;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * What rules about executions call, as the global {@code findings}: {@code findings.pause(code, message)} and {@code findings.halt(code,
 * message)}. Each finding also takes down the values of the properties that its rule's conditions name. One thread at a time.
 */
public final class Findings {
    /** The most one evaluation may find; a rule that goes on fails, which is a finding by itself. */
    public static final int MAXIMUM = Notes.MAXIMUM;

    private final Notes notes;
    private final List<Finding> found = new ArrayList<>();

    Findings(Notes notes) {
        this.notes = notes;
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

    /** What was found since this was last asked. */
    List<Finding> take() {
        if (found.isEmpty()) {
            return List.of();
        }
        List<Finding> sorted = found.stream().sorted(Finding.ORDER).distinct().toList();
        found.clear();
        return sorted;
    }

    private void add(String code, Severity severity, String message) {
        notes.accept(code, ExecutionFacts.class);
        found.add(new Finding(code, severity, Notes.message(message), notes.rule(), notes.values()));
    }
}
