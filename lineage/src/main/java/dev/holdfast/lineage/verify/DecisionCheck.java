package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.decision.EntryFlaws;
import dev.holdfast.record.LineageEntry;
import java.util.List;
import java.util.stream.Stream;

/** Whether what was decided is something that an evaluator decides: epochs that only rise, moves that there are, leases that rest on something. */
final class DecisionCheck {
    private DecisionCheck() {}

    static void check(List<ReadEntry> entries, Lines lines) {
        if (entries.isEmpty()) {
            return;
        }
        long objections = lines.objections();
        LineageEntry before = null;
        for (ReadEntry read : entries) {
            LineageEntry entry = read.entry();
            LineageEntry previous = before;
            EntryFlaws.Before known = previous == null ? null : EntryFlaws.Before.of(previous);
            Stream.concat(EntryFlaws.after(known, entry).stream(), EntryFlaws.alone(entry).stream())
                    .forEach(flaw -> lines.isFalse(read.name() + " is no decision of an evaluator: " + flaw));
            before = entry;
        }
        if (lines.objections() == objections) {
            LineageEntry last = entries.get(entries.size() - 1).entry();
            lines.verified("the " + entries.size()
                    + " decisions are ones that an evaluator makes: epochs only rise, to "
                    + last.getEpoch() + ", each move from state to state is one that there is, and each lease rests on"
                    + " all dimensions being verified; the last leads to " + last.getTo());
        }
    }
}
