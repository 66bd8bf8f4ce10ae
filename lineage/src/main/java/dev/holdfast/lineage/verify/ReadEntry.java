package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the file that could be read.
 *
 * @param entry what it says
 */
record ReadEntry(LoggedEntry logged, LineageEntry entry) {
    /** How lines call it; of an entry whose execution id has been looked at. */
    String name() {
        return "entry " + entry.getEntry() + " of `" + entry.getExecutionId() + "`";
    }

    long decidedAtMillis() {
        return entry.getDecidedAt().toEpochMilli();
    }

    /** A property of the facts that were judged; empty when there is none of that name, or it was unknown. */
    Optional<Object> fact(String property) {
        for (FactValue fact : entry.getFacts()) {
            if (fact.getName().equals(property)) {
                @Nullable Object value = fact.getValue();
                return Optional.ofNullable(value);
            }
        }
        return Optional.empty();
    }
}
