package dev.holdfast.cli.proof;

import dev.holdfast.cli.log.FollowedLog;
import dev.holdfast.cli.witness.CosignedFolder;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Under which checkpoints of the log a proof stands.
 *
 * @param cosigned where witnesses' signatures are kept; empty when none are wanted
 * @param earlier checkpoints that somebody has from before, and wants to see continued
 */
public record CheckpointChoice(Optional<CosignedFolder> cosigned, List<LoggedCheckpoint> earlier) {
    /** How long an entry may wait for a checkpoint: several times the second that it takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    public CheckpointChoice {
        earlier = List.copyOf(earlier);
    }

    /** The newest checkpoint alone. */
    public static CheckpointChoice newest() {
        return new CheckpointChoice(Optional.empty(), List.of());
    }

    /**
     * Reads the log until a checkpoint covers its entries, and, within the same patience, until witnesses have cosigned one that does.
     *
     * @param entries of the execution
     * @return in the order of their sizes; the last one is over all entries that were there at first. When witnesses lag behind, what they have cosigned comes before it
     */
    List<LoggedCheckpoint> of(FollowedLog log, EntriesOf entries, String executionId)
            throws NotExported, IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<LoggedCheckpoint> newest = log.read();
        if (entries.all().isEmpty()) {
            throw new NotExported("expected entries of `" + executionId + "` in the log `" + log.origin()
                    + "`, found none among " + log.tree().size());
        }
        long last = entries.all().get(entries.all().size() - 1).index();
        while (true) {
            Optional<LoggedCheckpoint> seen = cosigned(log);
            if (covers(seen, last)) {
                return with(seen.get(), Optional.empty(), log);
            }
            boolean late = System.nanoTime() > end;
            if (covers(newest, last) && (cosigned.isEmpty() || late)) {
                return with(newest.get(), seen, log);
            }
            if (late) {
                throw new NotExported("expected a checkpoint over entry " + last + " of the log `" + log.origin()
                        + "`, found "
                        + newest.map(found ->
                                        "one of size " + found.checkpoint().size())
                                .orElse("none")
                        + " within " + PATIENCE.toSeconds() + " s; does an evaluator run?");
            }
            Thread.sleep(LOOK_AGAIN.toMillis());
            newest = log.read();
        }
    }

    private static boolean covers(Optional<LoggedCheckpoint> checkpoint, long leaf) {
        return checkpoint.isPresent() && checkpoint.get().checkpoint().size() > leaf;
    }

    private Optional<LoggedCheckpoint> cosigned(FollowedLog log) throws IOException {
        if (cosigned.isEmpty()) {
            return Optional.empty();
        }
        return cosigned.get()
                .read(log.origin())
                .filter(found -> found.checkpoint().size() <= log.tree().size());
    }

    private List<LoggedCheckpoint> with(LoggedCheckpoint over, Optional<LoggedCheckpoint> seen, FollowedLog log)
            throws NotExported {
        var all = new ArrayList<LoggedCheckpoint>();
        for (LoggedCheckpoint one : earlier) {
            if (!one.checkpoint().origin().equals(log.origin().toString())) {
                continue;
            }
            if (one.checkpoint().size() > log.tree().size()) {
                throw new NotExported("expected the log `" + log.origin()
                        + "` to have grown since its checkpoint of size "
                        + one.checkpoint().size() + ", found " + log.tree().size()
                        + " records: it was shortened, or this is another deployment of the same name");
            }
            add(all, one);
        }
        seen.ifPresent(one -> add(all, one));
        add(all, over);
        all.sort(Comparator.comparingLong(one -> one.checkpoint().size()));
        return all;
    }

    /** One checkpoint comes once, with all its signatures. Two of one size and different roots both stay: they are a fork, and the verifier says so. */
    private static void add(List<LoggedCheckpoint> all, LoggedCheckpoint next) {
        for (int i = 0; i < all.size(); i++) {
            LoggedCheckpoint present = all.get(i);
            if (present.note().text().equals(next.note().text())) {
                all.set(i, new LoggedCheckpoint(present.note().with(next.note().signatures()), present.checkpoint()));
                return;
            }
        }
        all.add(next);
    }

    /** The proofs from each size to the next. */
    static List<ConsistencyProof> consistency(List<LoggedCheckpoint> checkpoints, FollowedLog log) throws NotExported {
        SortedSet<Long> sizes = new TreeSet<>(
                checkpoints.stream().map(one -> one.checkpoint().size()).toList());
        var proofs = new ArrayList<ConsistencyProof>();
        try {
            long before = sizes.first();
            for (long size : sizes.tailSet(before + 1)) {
                proofs.add(log.tree().at(size).consistency(before));
                before = size;
            }
        } catch (TileMissing e) {
            throw new NotExported(String.valueOf(e.getMessage()));
        }
        return proofs;
    }
}
