package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.decision.EntryFlaws;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.record.LineageEntry;
import java.util.Optional;

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
        return EntryFlaws.fact(entry, property);
    }
}
