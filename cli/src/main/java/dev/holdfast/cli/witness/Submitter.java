package dev.holdfast.cli.witness;

import dev.holdfast.cli.log.FollowedLog;
import dev.holdfast.cli.witness.WitnessClient.Reply;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.witness.Submission;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Brings the newest checkpoint of each log to each witness, and keeps what they cosigned. One after the other, so that a slow witness delays the rest by {@link WitnessClient#PATIENCE}; one that did not
 * answer is left alone for a while. One thread.
 */
public final class Submitter {
    /** How long a witness that did not answer is not asked again. */
    static final Duration LEFT_ALONE = Duration.ofSeconds(30);

    private final List<WitnessClient> witnesses;
    private final CosignedFolder folder;
    private final LongSupplier nanoClock;
    private final Map<Known, Long> knownSizes = new HashMap<>();
    private final Map<URI, Long> silentSince = new HashMap<>();

    private record Known(URI witness, String log) {}

    /** @param nanoClock monotonic, in nanoseconds */
    public Submitter(List<WitnessClient> witnesses, CosignedFolder folder, LongSupplier nanoClock) {
        this.witnesses = List.copyOf(witnesses);
        this.folder = folder;
        this.nanoClock = nanoClock;
    }

    /**
     * What came of one log.
     *
     * @param newest the checkpoint as it is kept now, with what was cosigned; empty when the log has none
     * @param cosigned how many of the witnesses have signed it
     * @param troubles why others have not, a line each
     */
    public record Outcome(Optional<LoggedCheckpoint> newest, int cosigned, List<String> troubles) {}

    /** Does it once for a log. */
    public Outcome submit(FollowedLog log) throws IOException, InterruptedException {
        Optional<LoggedCheckpoint> newest = log.read();
        if (newest.isEmpty() || newest.get().checkpoint().size() == 0) {
            return new Outcome(Optional.empty(), 0, List.of());
        }
        Optional<LoggedCheckpoint> kept = folder.read(log.origin());
        LoggedCheckpoint checkpoint = kept.filter(
                        one -> one.note().text().equals(newest.get().note().text()))
                .orElse(newest.get());
        var troubles = new ArrayList<String>();
        Optional<String> flaw = ownFlaw(log, checkpoint);
        if (flaw.isPresent()) {
            return new Outcome(newest, 0, List.of(flaw.get()));
        }
        int cosigned = 0;
        for (WitnessClient witness : witnesses) {
            if (witness.hasCosigned(checkpoint.note())) {
                cosigned++;
                continue;
            }
            if (isLeftAlone(witness)) {
                continue;
            }
            Reply reply = ask(witness, log, checkpoint);
            if (reply instanceof Reply.Cosigned signed) {
                checkpoint = new LoggedCheckpoint(checkpoint.note().with(signed.signatures()), checkpoint.checkpoint());
                folder.write(log.origin(), checkpoint);
                cosigned++;
            } else {
                troubles.add("the witness " + witness.prefix() + " has not cosigned the checkpoint of size "
                        + checkpoint.checkpoint().size() + " of `" + log.origin() + "`: " + why(reply));
            }
        }
        return new Outcome(Optional.of(checkpoint), cosigned, troubles);
    }

    /** Whether the checkpoint is of the tree that lineage makes. A proof to another one could not be made. */
    private static Optional<String> ownFlaw(FollowedLog log, LoggedCheckpoint checkpoint) {
        long size = checkpoint.checkpoint().size();
        try {
            var root = log.tree().at(size).root();
            return root.equals(checkpoint.checkpoint().root())
                    ? Optional.empty()
                    : Optional.of("the checkpoint of size " + size + " of `" + log.origin() + "` has the root "
                            + checkpoint.checkpoint().root() + ", but the first " + size
                            + " records of lineage make the root " + root
                            + ": the log was forked, or lineage has lost records; nothing was submitted");
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isLeftAlone(WitnessClient witness) {
        Long since = silentSince.get(witness.prefix());
        return since != null && nanoClock.getAsLong() - since < LEFT_ALONE.toNanos();
    }

    private Reply ask(WitnessClient witness, FollowedLog log, LoggedCheckpoint checkpoint) throws InterruptedException {
        var known = new Known(witness.prefix(), log.origin().toString());
        long size = checkpoint.checkpoint().size();
        Reply reply = submit(witness, log, checkpoint, Math.min(size, knownSizes.getOrDefault(known, 0L)));
        if (reply instanceof Reply.Knows other && other.size() <= size) {
            reply = submit(witness, log, checkpoint, other.size());
        }
        if (reply instanceof Reply.Cosigned) {
            knownSizes.put(known, size);
        }
        if (reply instanceof Reply.Silent) {
            silentSince.put(witness.prefix(), nanoClock.getAsLong());
        } else {
            silentSince.remove(witness.prefix());
        }
        return reply;
    }

    private static Reply submit(WitnessClient witness, FollowedLog log, LoggedCheckpoint checkpoint, long oldSize)
            throws InterruptedException {
        try {
            var proof = log.tree().at(checkpoint.checkpoint().size()).consistency(oldSize);
            return witness.ask(Submission.write(proof, checkpoint.note()), checkpoint.note());
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }

    private static String why(Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            return refused.why();
        } else if (reply instanceof Reply.Silent silent) {
            return silent.why();
        } else if (reply instanceof Reply.Knows knows) {
            return "it has cosigned size " + knows.size()
                    + " of this log before; if the log is not as large soon, it was forked or shortened";
        }
        return "";
    }
}
