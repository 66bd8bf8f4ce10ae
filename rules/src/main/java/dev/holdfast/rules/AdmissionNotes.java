package dev.holdfast.rules;

import dev.holdfast.record.Ground;
import dev.holdfast.record.Severity;
import dev.holdfast.trust.admission.AdmissionFacts;
import dev.holdfast.trust.admission.Opinion;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What rules about requests call, as the global {@code admission}: {@code admission.admit(code, message)} and {@code admission.deny(code,
 * message)}. Any denial wins, and without a rule that admits there is no admission. One thread at a time.
 */
public final class AdmissionNotes {
    private static final Comparator<Ground> ORDER =
            Comparator.comparing(Ground::getCode).thenComparing(Ground::getRule).thenComparing(Ground::getMessage);

    private final Notes notes;
    private final List<Finding> denials = new ArrayList<>();
    private final List<Ground> grounds = new ArrayList<>();

    AdmissionNotes(Notes notes) {
        this.notes = notes;
    }

    /**
     * Such a request is foreseen.
     *
     * @param code as what: capitals, digits and underscores, up to 64
     * @param message for a person
     */
    public void admit(String code, String message) {
        notes.accept(code, AdmissionFacts.class);
        grounds.add(new Ground(code, Notes.message(message), notes.rule()));
    }

    /** The request must not be admitted; see {@link #admit} for the arguments. */
    public void deny(String code, String message) {
        notes.accept(code, AdmissionFacts.class);
        denials.add(new Finding(code, Severity.HALT, Notes.message(message), notes.rule(), notes.values()));
    }

    /** What was said since this was last asked. */
    Opinion take() {
        var opinion = new Opinion(
                denials.stream().sorted(Finding.ORDER).distinct().toList(),
                grounds.stream().sorted(ORDER).distinct().toList());
        denials.clear();
        grounds.clear();
        return opinion;
    }
}
