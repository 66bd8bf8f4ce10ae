package dev.holdfast.lineage.witness;

import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.lineage.witness.Answer.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cosigns what continues the logs that it knows. Any thread, if its memory is. */
public final class Witness {
    // Whoever loses a race is told the new size; whoever loses as often as this is told so, too.
    private static final int ATTEMPTS = 3;

    private final List<NoteSigner> cosigners;
    private final Map<String, List<VerifierKey>> logs;
    private final WitnessMemory memory;

    /**
     * A witness.
     *
     * @param cosigners with which it signs, at least one, of kinds that say the instant
     * @param logs the keys of each log, by its origin
     */
    public Witness(List<NoteSigner> cosigners, Map<String, List<VerifierKey>> logs, WitnessMemory memory) {
        if (cosigners.isEmpty() || cosigners.stream().anyMatch(NoteSigner.Ed25519.class::isInstance)) {
            throw new IllegalArgumentException(
                    "expected at least one key that cosigns with an instant, and no other, found "
                            + (cosigners.isEmpty() ? "none" : "one of type 1"));
        }
        this.cosigners = List.copyOf(cosigners);
        this.logs = Map.copyOf(logs);
        this.memory = memory;
    }

    /**
     * Answers {@code add-checkpoint}. When it answers 200, the checkpoint is safe in the memory.
     *
     * @param body as it was sent, of at most {@value Submission#MAXIMUM_BYTES} bytes
     * @param posixSeconds the instant, above 0
     */
    public Answer addCheckpoint(byte[] body, long posixSeconds) {
        if (posixSeconds <= 0) {
            throw new IllegalArgumentException("expected an instant above 0, found " + posixSeconds);
        }
        Submission.Parsed parsed = Submission.parse(body);
        if (parsed instanceof Submission.Parsed.Malformed malformed) {
            return refused(Reason.MALFORMED, malformed.why());
        }
        Submission submission = ((Submission.Parsed.Read) parsed).value();
        Checkpoint next = submission.checkpoint();
        List<VerifierKey> keys = logs.get(next.origin());
        if (keys == null) {
            return refused(Reason.LOG_UNKNOWN, "this witness does not know the log `" + next.origin() + "`");
        }
        if (submission.note().check(keys) instanceof SignedNote.Check.Refused refused) {
            return refused(Reason.UNSIGNED, refused.why());
        }
        if (submission.oldSize() > next.size()) {
            return refused(
                    Reason.MALFORMED,
                    "expected an old size of at most the checkpoint's " + next.size() + ", found "
                            + submission.oldSize());
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Checkpoint> latest = memory.latest(next.origin());
            Optional<Answer> objection = objection(submission, latest);
            if (objection.isPresent()) {
                return objection.get();
            }
            if (memory.advance(latest, next)) {
                return new Answer.Cosigned(cosigners.stream()
                        .map(cosigner -> cosigner.sign(next, posixSeconds))
                        .toList());
            }
        }
        return new Answer.Behind(
                memory.latest(next.origin()).map(Checkpoint::size).orElse(0L));
    }

    private static Optional<Answer> objection(Submission submission, Optional<Checkpoint> latest) {
        long known = latest.map(Checkpoint::size).orElse(0L);
        if (submission.oldSize() != known) {
            return Optional.of(new Answer.Behind(known));
        }
        Checkpoint next = submission.checkpoint();
        if (next.size() == 0 && !next.root().equals(Hash.EMPTY_TREE)) {
            return Optional.of(refused(
                    Reason.INCONSISTENT, "expected the root of the empty tree for size 0, found " + next.root()));
        }
        return new ConsistencyProof(known, next.size(), submission.proof())
                .flaw(latest.map(Checkpoint::root).orElse(Hash.EMPTY_TREE), next.root())
                .map(flaw -> refused(
                        Reason.INCONSISTENT,
                        "the checkpoint does not continue the one of size " + known + " of `" + next.origin() + "`: "
                                + flaw));
    }

    private static Answer refused(Reason reason, String why) {
        return new Answer.Refused(reason, why);
    }
}
