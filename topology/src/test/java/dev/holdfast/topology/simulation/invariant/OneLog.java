package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LogCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whatever is signed of a log, and however often, is of the one tree whose n-th leaf is the n-th committed entry: no two checkpoints are ever a fork. */
public final class OneLog implements Invariant {
    private final List<Hash> roots = new ArrayList<>();
    private Frontier tree = Frontier.empty();
    private long largest;

    @Override
    public void committed(Observed written) {
        if (written.as(LineageEntry.class).isPresent()) {
            tree = tree.append(Hash.of(EntryHash.ofRecord(written.output().value())));
            roots.add(tree.root());
        }
    }

    @Override
    public void signed(LogCheckpoint checkpoint) {
        long size = checkpoint.getSize();
        Broken.unless(
                size >= 1 && size <= roots.size(),
                "*",
                () -> "expected a checkpoint of 1 to " + roots.size()
                        + " entries, as many as are committed, found one of " + size);
        Hash root = roots.get((int) size - 1);
        String text = Checkpoint.of(checkpoint.getOrigin(), size, root).text();
        Broken.unless(
                checkpoint.getNote().startsWith(text),
                "*",
                () -> "expected the checkpoint of " + size + " entries to sign the root " + root
                        + " of the first that were committed, found a fork: "
                        + checkpoint.getNote().lines().limit(3).collect(Collectors.joining(" ")));
        largest = Math.max(largest, size);
    }

    @Override
    public void ended(Ending ending) {
        Broken.unless(
                largest == 0 || largest == roots.size(),
                "*",
                "expected the last checkpoint to be of all " + roots.size() + " entries, found one of " + largest);
    }
}
