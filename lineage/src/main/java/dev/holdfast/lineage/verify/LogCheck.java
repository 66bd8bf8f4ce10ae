package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.InclusionProof;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.ProofFile;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Whether the entries stand in the log, and its checkpoints continue each other. */
final class LogCheck {
    private LogCheck() {}

    /** @param places one for each entry of the file; empty for those that cannot be read, whose bytes are in the log all the same */
    static void check(
            ProofFile proof, List<Optional<ReadEntry>> places, SortedMap<Long, Checkpoint> believed, Lines lines) {
        for (int place = 0; place < places.size(); place++) {
            LoggedEntry logged = proof.entries().get(place);
            String unread = EntryCheck.unread(place);
            String name = places.get(place).map(ReadEntry::name).orElse(unread);
            inclusion(proof.log().toString(), name, logged, believed, lines);
        }
        consistency(proof, believed, lines);
    }

    private static void inclusion(
            String log, String name, LoggedEntry logged, SortedMap<Long, Checkpoint> believed, Lines lines) {
        InclusionProof inclusion = logged.inclusion();
        if (inclusion.index() >= inclusion.size()) {
            lines.isFalse(name + " is not in the log: expected an index below the tree's size " + inclusion.size()
                    + ", found " + inclusion.index());
            return;
        }
        Checkpoint checkpoint = believed.get(inclusion.size());
        if (checkpoint == null) {
            lines.cannotTell(name + " is said to be leaf " + inclusion.index() + " of the log `" + log
                    + "`, but the file has no checkpoint of size " + inclusion.size() + " that holds");
            return;
        }
        Optional<String> flaw = inclusion.flaw(Hash.ofLeaf(logged.encoded()), checkpoint.root());
        if (flaw.isPresent()) {
            lines.isFalse(name + " is not shown to be leaf " + inclusion.index() + " of the log `" + log + "`: "
                    + flaw.get());
        } else {
            lines.verified(name + " is leaf " + inclusion.index() + " of the log `" + log
                    + "` at its checkpoint of size " + inclusion.size());
        }
    }

    private static void consistency(ProofFile proof, SortedMap<Long, Checkpoint> believed, Lines lines) {
        Set<Long> continued = new HashSet<>();
        for (ConsistencyProof given : proof.consistency()) {
            Checkpoint first = believed.get(given.first());
            Checkpoint second = believed.get(given.second());
            if (first == null || second == null) {
                lines.noted("the consistency proof from size " + given.first() + " to " + given.second()
                        + " is not between two checkpoints of the file that hold: not counted");
                continue;
            }
            Optional<String> flaw = given.flaw(first.root(), second.root());
            if (flaw.isPresent()) {
                lines.isFalse("the checkpoint of size " + given.second() + " is not shown to continue the one of size "
                        + given.first() + ": " + flaw.get());
            } else {
                lines.verified("the checkpoint of size " + given.second() + " continues the one of size "
                        + given.first() + ": nothing before was removed or rewritten");
                if (given.first() == before(believed, given.second())) {
                    continued.add(given.second());
                }
            }
        }
        for (long size : believed.keySet()) {
            long before = before(believed, size);
            boolean shown = before < 0
                    || continued.contains(size)
                    || proof.consistency().stream()
                            .anyMatch(given -> given.first() == before && given.second() == size);
            if (!shown) {
                lines.cannotTell("nothing in the file shows that the checkpoint of size " + size
                        + " continues the one of size " + before);
            }
        }
    }

    /** The size of the checkpoint before one; negative for the first. */
    private static long before(SortedMap<Long, Checkpoint> believed, long size) {
        SortedMap<Long, Checkpoint> earlier = believed.headMap(size);
        return earlier.isEmpty() ? -1 : earlier.lastKey();
    }
}
