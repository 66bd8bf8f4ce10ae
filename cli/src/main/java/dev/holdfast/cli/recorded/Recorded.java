package dev.holdfast.cli.recorded;

import dev.holdfast.record.LineageEntry;

/** Something that was recorded. */
public sealed interface Recorded {
    /** Where it stands. */
    Place place();

    /**
     * A place.
     *
     * @param source file, or topic and partition
     * @param unit what is counted there: {@code entry} or {@code offset}
     */
    record Place(String source, String unit, long at) {
        @Override
        public String toString() {
            return source + ", " + unit + " " + at;
        }
    }

    /** A decision. */
    record Decision(Place place, LineageEntry entry) implements Recorded {}

    /**
     * What is no decision, or cannot be read.
     *
     * @param why for a person
     */
    record Unreadable(Place place, String why) implements Recorded {}
}
