package dev.holdfast.lineage.audit;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSignature;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.lineage.verify.Vouched;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.Role;
import dev.holdfast.trust.evidence.Quoted;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The checkpoints of one partition's log, held against the tree as it grows. One thread. */
final class Checkpoints {
    private final LogOrigin origin;
    private final Vouched vouched;
    private final Account account;
    private final TreeMap<Long, List<Signed>> bySize = new TreeMap<>();
    private boolean any;
    private long largest;
    private long agreed;
    private @Nullable Place agreedAt;

    /** One that an evaluator's key has signed. */
    private record Signed(Place place, Hash root, Set<KeyId> signers) {}

    Checkpoints(LogOrigin origin, Vouched vouched, Account account) {
        this.origin = origin;
        this.vouched = vouched;
        this.account = account;
    }

    void take(Place place, LogCheckpoint checkpoint) {
        account.checkpoint();
        any = true;
        if (!checkpoint.getOrigin().equals(origin.toString())) {
            isFalse(
                    place,
                    "expected a checkpoint of `" + origin + "`, found one of " + Quoted.text(checkpoint.getOrigin()));
            return;
        }
        Optional<Signed> signed = signed(place, checkpoint);
        if (signed.isEmpty()) {
            return;
        }
        if (checkpoint.getSize() < largest) {
            isFalse(
                    place,
                    "expected a checkpoint of at least size " + largest + ", as one before it has, found one of size "
                            + checkpoint.getSize());
        }
        largest = Math.max(largest, checkpoint.getSize());
        bySize.computeIfAbsent(checkpoint.getSize(), none -> new ArrayList<>(1)).add(signed.get());
    }

    private Optional<Signed> signed(Place place, LogCheckpoint checkpoint) {
        String name = "the checkpoint of size " + checkpoint.getSize();
        SignedNote.Parsed parsed = SignedNote.parse(checkpoint.getNote().getBytes(StandardCharsets.UTF_8));
        if (parsed instanceof SignedNote.Parsed.Malformed malformed) {
            isFalse(place, name + ": " + malformed.why());
            return Optional.empty();
        }
        SignedNote note = ((SignedNote.Parsed.Note) parsed).value();
        byte[] raw = new byte[checkpoint.getRootHash().remaining()];
        checkpoint.getRootHash().duplicate().get(raw);
        if (raw.length != Hash.BYTES) {
            isFalse(place, name + ": expected a root of " + Hash.BYTES + " bytes, found " + raw.length);
            return Optional.empty();
        }
        Hash root = Hash.of(raw);
        String text = checkpoint.getSize() < 0
                ? ""
                : Checkpoint.of(origin.toString(), checkpoint.getSize(), root).text();
        if (!note.text().equals(text)) {
            isFalse(
                    place,
                    name + ": expected its note to be of this size and root, found another one: "
                            + Quoted.text(note.text().replace('\n', ' ')));
            return Optional.empty();
        }
        var signers = new HashSet<KeyId>();
        Map<KeyId, VerifyingKey> keys = vouched.keys(Role.EVALUATOR);
        for (Map.Entry<KeyId, VerifyingKey> each : keys.entrySet()) {
            var key = new VerifierKey.Ed25519(origin.toString(), each.getValue());
            for (NoteSignature signature : note.signatures()) {
                if (!key.made(signature)) {
                    continue;
                }
                if (key.verify(note.text(), signature) instanceof VerifierKey.Verification.Invalid invalid) {
                    isFalse(place, name + ": " + invalid.why());
                    return Optional.empty();
                }
                signers.add(each.getKey());
            }
        }
        if (signers.isEmpty()) {
            isFalse(
                    place,
                    name + ": expected a signature by one of " + keys.size()
                            + " keys of evaluators for which the root key vouches, found none");
            return Optional.empty();
        }
        return Optional.of(new Signed(place, root, signers));
    }

    /**
     * The tree has grown by a leaf.
     *
     * @param leaf where that stands
     * @param now instant of the newest decision in it, in epoch milliseconds
     */
    void grown(Frontier tree, Place leaf, long now) {
        List<Signed> of = bySize.remove(tree.size());
        if (of == null) {
            return;
        }
        Hash root = tree.root();
        for (Signed signed : of) {
            String name = "the checkpoint of size " + tree.size();
            if (!signed.root().equals(root)) {
                isFalse(
                        signed.place(),
                        name + ": expected the root " + root + " of all records up to " + leaf + ", found "
                                + signed.root() + "; "
                                + (agreedAt == null
                                        ? "none before it agrees"
                                        : "the one of size " + agreed + " agrees, up to " + agreedAt));
                continue;
            }
            agreed = tree.size();
            agreedAt = leaf;
            Vouched.Standing standing = vouched.judge(Role.EVALUATOR, signed.signers(), Optional.empty(), now);
            if (standing instanceof Vouched.Standing.Fails fails) {
                isFalse(
                        signed.place(),
                        name + " is signed by a key that was not an evaluator's then: " + fails.detail());
            } else if (standing instanceof Vouched.Standing.Disputed disputed) {
                account.add(
                        Weight.CANNOT_TELL,
                        Subject.CHECKPOINTS,
                        signed.place(),
                        name + ": whether its key was an evaluator's then cannot be told: " + disputed.detail());
            }
        }
    }

    /** The log has ended: what speaks of more is false. */
    void end(long size, String lineage) {
        bySize.forEach((beyond, signed) -> signed.forEach(one -> isFalse(
                one.place(),
                "the checkpoint of size " + beyond + ": expected at most " + size
                        + " records, as many as are committed on " + lineage + ", found one of more")));
        bySize.clear();
    }

    /** The beginning of the log is not there any more, so no root can be computed. */
    void cannotTell(Place from) {
        if (!bySize.isEmpty()) {
            account.add(
                    Weight.CANNOT_TELL,
                    Subject.CHECKPOINTS,
                    from,
                    "expected the log from its first record on, found it to begin here: no checkpoint can be held"
                            + " against it");
            bySize.clear();
        }
    }

    /** Whether there was a checkpoint at all, whatever it was worth. */
    boolean hasAny() {
        return any;
    }

    private void isFalse(Place place, String text) {
        account.add(Weight.FALSE, Subject.CHECKPOINTS, place, text);
    }
}
