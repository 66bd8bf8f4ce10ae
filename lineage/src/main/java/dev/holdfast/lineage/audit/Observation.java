package dev.holdfast.lineage.audit;

import dev.holdfast.lineage.Printable;

/**
 * Something that was seen.
 *
 * @param text what was expected and what was found; without control characters
 */
public record Observation(Weight weight, Subject subject, Place place, String text) {
    public Observation {
        text = Printable.of(text);
    }
}
