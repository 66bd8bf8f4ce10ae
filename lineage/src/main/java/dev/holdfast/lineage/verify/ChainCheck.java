package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.ChainEnd;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.proof.ProofFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Whether the entries are one chain: each follows the one before, by number, by hash, in the log and in time. */
final class ChainCheck {
    private ChainCheck() {}

    /** @param places one for each entry of the file; empty for those that cannot be read */
    static void check(ProofFile proof, List<Optional<ReadEntry>> places, Lines lines) {
        List<ReadEntry> entries = places.stream().flatMap(Optional::stream).toList();
        if (entries.isEmpty()) {
            return;
        }
        String id = proof.executionId();
        long number = entries.get(0).entry().getEntry();
        ReadEntry last = entries.get(entries.size() - 1);
        long objections = lines.objections();
        begins(id, places.get(0), lines);
        boolean whole = lines.objections() == objections;
        objections = lines.objections();
        for (int i = 1; i < places.size(); i++) {
            follows(proof, i, places, lines);
        }
        if (lines.objections() == objections && entries.size() == places.size()) {
            lines.verified("entries " + number + " to " + last.entry().getEntry() + " of `" + id
                    + "` are one chain" + (whole ? " from its beginning" : "")
                    + ": none is missing, changed or out of order between them");
        }
        lines.noted("whether more entries of `" + id + "` follow entry "
                + last.entry().getEntry() + " is not something a file can show");
    }

    private static void begins(String id, Optional<ReadEntry> first, Lines lines) {
        if (first.isEmpty()) {
            return;
        }
        long number = first.get().entry().getEntry();
        if (number == 1) {
            ChainEnd.empty(id).flaw(first.get().entry()).ifPresent(flaw -> lines.isFalse(broken(id, flaw)));
        } else if (number < 1) {
            lines.isFalse(broken(id, "expected entries numbered from 1, found entry " + number));
        } else {
            lines.cannotTell("the file begins with entry " + number + " of `" + id + "`: what the " + (number - 1)
                    + " before it say cannot be told");
        }
    }

    /** What follows an entry that cannot be read can still be seen to follow its bytes. */
    private static void follows(ProofFile proof, int place, List<Optional<ReadEntry>> places, Lines lines) {
        if (places.get(place).isEmpty()) {
            return;
        }
        ReadEntry next = places.get(place).get();
        byte[] hash = EntryHash.ofEncoded(proof.entries().get(place - 1).encoded());
        ChainEnd end = places.get(place - 1)
                .map(before -> ChainEnd.at(before.entry(), hash))
                .orElseGet(() -> new ChainEnd(proof.executionId(), next.entry().getEntry() - 1, ByteBuffer.wrap(hash)));
        Optional<String> flaw = end.flaw(next.entry());
        if (flaw.isPresent()) {
            lines.isFalse(broken(proof.executionId(), flaw.get()));
        } else {
            places.get(place - 1).ifPresent(before -> comesLater(proof.executionId(), before, next, lines));
        }
    }

    private static void comesLater(String id, ReadEntry before, ReadEntry next, Lines lines) {
        if (next.logged().inclusion().index() <= before.logged().inclusion().index()) {
            lines.isFalse(broken(
                    id,
                    "expected " + next.name() + " behind leaf "
                            + before.logged().inclusion().index() + " of the log, found it at leaf "
                            + next.logged().inclusion().index()));
        }
        if (next.entry().getDecidedAt().isBefore(before.entry().getDecidedAt())) {
            lines.isFalse(broken(
                    id,
                    "expected " + next.name() + " no earlier than "
                            + before.entry().getDecidedAt() + ", found it decided at "
                            + next.entry().getDecidedAt()));
        }
    }

    private static String broken(String id, String flaw) {
        return "the chain of `" + id + "` is broken: " + flaw;
    }
}
