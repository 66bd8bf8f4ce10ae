package dev.holdfast.lineage.verify;

import static dev.holdfast.lineage.testing.Hostile.of;
import static dev.holdfast.lineage.testing.SoundProof.LARGE;
import static dev.holdfast.lineage.testing.SoundProof.LOG_SIGNER;
import static dev.holdfast.lineage.testing.SoundProof.LOG_SIGNER_TOMORROW;
import static dev.holdfast.lineage.testing.SoundProof.SMALL;
import static dev.holdfast.lineage.testing.SoundProof.WITNESS;
import static dev.holdfast.lineage.testing.SoundProof.checkpoint;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.ConsistencyProof;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.InclusionProof;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSignature;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.testing.Hostile;
import dev.holdfast.lineage.testing.Keys;
import dev.holdfast.lineage.testing.MemoryLog;
import dev.holdfast.lineage.testing.ProofEdit;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.lineage.verify.Line.CannotTell;
import dev.holdfast.lineage.verify.Line.False;
import dev.holdfast.lineage.verify.Line.Noted;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One fixture for each way in which a log can be wrong, each by its recipe. */
class HostileLogTest {
    private static final String LOG = SoundProof.LOG.toString();
    private static final NoteSigner STRANGER = new NoteSigner.Cosigner("witness.example/w9", Keys.ed25519(9));

    @ParameterizedTest
    @MethodSource("proofs")
    void shouldBeCalledWhatItIs(Hostile hostile) throws Exception {
        hostile.assertCalled();
    }

    static List<Hostile> proofs() {
        return List.of(
                of("an index past the size", edit -> {
                    path(edit, 0, proof -> new InclusionProof(12, 12, proof.path()));
                    return new False(
                            "entry 1 of `job-1` is not in the log: expected an index below the tree's size 12, found 12");
                }),
                of("a surplus hash in an inclusion path", edit -> {
                    path(edit, 0, proof -> new InclusionProof(3, 12, more(proof.path())));
                    return new False("entry 1 of `job-1` is not shown to be leaf 3 of the log `" + LOG
                            + "`: expected a path of 4 hashes for leaf 3 of 12, found 5");
                }),
                of("a missing hash in an inclusion path", edit -> {
                    path(edit, 0, proof -> new InclusionProof(3, 12, fewer(proof.path())));
                    return new False("entry 1 of `job-1` is not shown to be leaf 3 of the log `" + LOG
                            + "`: expected a path of 4 hashes for leaf 3 of 12, found 3");
                }),
                of("a proof for another leaf", edit -> {
                    path(edit, 0, proof -> edit.entries.get(1).inclusion());
                    return notLeaf(edit, 0, 1);
                }),
                of("a proof for another place in the tree", edit -> {
                    path(edit, 0, proof -> new InclusionProof(2, 12, proof.path()));
                    return notLeaf(edit, 0, 1);
                }),
                of("an inclusion proof of a size without a checkpoint", edit -> {
                    edit.checkpoints.remove(0);
                    edit.consistency.clear();
                    return new CannotTell("entry 1 of `job-1` is said to be leaf 3 of the log `" + LOG
                            + "`, but the file has no checkpoint of size 12 that holds");
                }),
                of("no checkpoint at all", edit -> {
                    edit.checkpoints.clear();
                    return new CannotTell(
                            "the file has no checkpoint, so nothing shows that its entries were ever in the log");
                }),
                of("a log truncated and grown again", edit -> {
                    MemoryLog other = truncated(10);
                    edit.checkpoints.set(1, checkpoint(other, LARGE, LOG_SIGNER, LOG_SIGNER_TOMORROW, WITNESS));
                    Hash root = edit.checkpoints.get(0).checkpoint().root();
                    Hash found = other.tree(LARGE).root();
                    return new False("the checkpoint of size 24 is not shown to continue the one of size 12: "
                            + edit.consistency.get(0).flaw(root, found).orElseThrow());
                }),
                of("a log truncated, with the proofs that it can make now", edit -> {
                    MemoryLog other = truncated(10);
                    edit.checkpoints.set(1, checkpoint(other, LARGE, LOG_SIGNER, LOG_SIGNER_TOMORROW, WITNESS));
                    edit.consistency.set(0, other.tree(LARGE).consistency(SMALL));
                    Hash root = edit.checkpoints.get(0).checkpoint().root();
                    return new False(
                            "the checkpoint of size 24 is not shown to continue the one of size 12: expected the"
                                    + " path to lead to the root " + root + " of size 12, found "
                                    + other.tree(SMALL).root());
                }),
                of("a fork", edit -> {
                    MemoryLog other = truncated(20);
                    edit.checkpoints.add(checkpoint(other, LARGE, LOG_SIGNER));
                    return new False("the log was forked: it signed two checkpoints of size 24 with the roots "
                            + edit.checkpoints.get(1).checkpoint().root() + " and "
                            + other.tree(LARGE).root());
                }),
                of("a checkpoint of another log", edit -> {
                    String other = new LogOrigin("example.org", 1).toString();
                    var signer = new NoteSigner.Ed25519(other, SoundProof.EVALUATOR);
                    Checkpoint checkpoint = edit.checkpoints.get(0).checkpoint();
                    edit.checkpoints.set(
                            0, SoundProof.signed(Checkpoint.of(other, checkpoint.size(), checkpoint.root()), signer));
                    return new False("the checkpoint of size 12 is of another log: expected `" + LOG + "`, found `"
                            + other + "`");
                }),
                of("a checkpoint that somebody else signed", edit -> {
                    var signer = new NoteSigner.Ed25519(LOG, Keys.ed25519(9));
                    edit.checkpoints.set(
                            0, SoundProof.signed(edit.checkpoints.get(0).checkpoint(), signer));
                    return new False(
                            "the checkpoint of size 12 is signed by no evaluator's key for which the root key vouches");
                }),
                of("a checkpoint whose size was changed", edit -> {
                    Checkpoint checkpoint = edit.checkpoints.get(0).checkpoint();
                    edit.checkpoints.set(
                            0,
                            LoggedCheckpoint.of(new SignedNote(
                                    Checkpoint.of(LOG, 13, checkpoint.root()).text(),
                                    edit.checkpoints.get(0).note().signatures())));
                    return new False("the checkpoint of size 13: the signature of `"
                            + edit.checkpoints.get(0).note().signatures().get(0).key() + "` does not fit the text");
                }),
                of("no proof between two checkpoints", edit -> {
                    edit.consistency.clear();
                    return new CannotTell(
                            "nothing in the file shows that the checkpoint of size 24 continues the one of size 12");
                }),
                of("a consistency proof between other sizes", edit -> {
                    List<Hash> path = edit.consistency.get(0).path();
                    edit.consistency.set(0, new ConsistencyProof(11, 24, path));
                    return new CannotTell(
                            "nothing in the file shows that the checkpoint of size 24 continues the one of size 12");
                }),
                of("a surplus hash in a consistency path", edit -> {
                    List<Hash> path = more(edit.consistency.get(0).path());
                    edit.consistency.set(0, new ConsistencyProof(12, 24, path));
                    return new False("the checkpoint of size 24 is not shown to continue the one of size 12: expected a"
                            + " path of " + (path.size() - 1) + " hashes from size 12 to 24, found " + path.size());
                }),
                of("a missing hash in a consistency path", edit -> {
                    List<Hash> path = fewer(edit.consistency.get(0).path());
                    edit.consistency.set(0, new ConsistencyProof(12, 24, path));
                    return new False("the checkpoint of size 24 is not shown to continue the one of size 12: expected a"
                            + " path of " + (path.size() + 1) + " hashes from size 12 to 24, found " + path.size());
                }),
                of("a wrong hash in a consistency path", edit -> {
                    var path = new ArrayList<>(edit.consistency.get(0).path());
                    path.set(path.size() - 1, Hash.EMPTY_TREE);
                    edit.consistency.set(0, new ConsistencyProof(12, 24, path));
                    return new False("the checkpoint of size 24 is not shown to continue the one of size 12: "
                            + edit.consistency
                                    .get(0)
                                    .flaw(
                                            edit.checkpoints.get(0).checkpoint().root(),
                                            edit.checkpoints.get(1).checkpoint().root())
                                    .orElseThrow());
                }),
                of("consistency proofs of three checkpoints of which the middle one is another log's", edit -> {
                    MemoryLog sound = SoundProof.log(SoundProof.decisions().entries());
                    edit.checkpoints.add(1, checkpoint(truncated(10), 18, LOG_SIGNER));
                    edit.consistency.set(0, sound.tree(18).consistency(SMALL));
                    edit.consistency.add(sound.tree(LARGE).consistency(18));
                    return new False("the checkpoint of size 24 is not shown to continue the one of size 18: "
                            + edit.consistency
                                    .get(1)
                                    .flaw(
                                            edit.checkpoints.get(1).checkpoint().root(),
                                            edit.checkpoints.get(2).checkpoint().root())
                                    .orElseThrow());
                }),
                of("two consistency proofs of which one is wrong", edit -> {
                    edit.consistency.add(new ConsistencyProof(
                            12, 24, more(edit.consistency.get(0).path())));
                    return new False("the checkpoint of size 24 is not shown to continue the one of size 12: expected a"
                            + " path of " + edit.consistency.get(0).path().size() + " hashes from size 12 to 24, found "
                            + edit.consistency.get(1).path().size());
                }),
                of("a cosignature of an unknown witness in place of a known one's", edit -> {
                    edit.checkpoints.set(
                            1,
                            SoundProof.signed(
                                    edit.checkpoints.get(1).checkpoint(), LOG_SIGNER, LOG_SIGNER_TOMORROW, STRANGER));
                    return new False("the checkpoint of size 24 is cosigned by `"
                            + STRANGER.sign(edit.checkpoints.get(1).checkpoint(), SoundProof.SIGNED_AT)
                                    .key()
                            + "` and by none of the 1 witnesses that you named");
                }),
                of("no cosignature where a witness was named", edit -> {
                    edit.checkpoints.set(
                            1,
                            SoundProof.signed(edit.checkpoints.get(1).checkpoint(), LOG_SIGNER, LOG_SIGNER_TOMORROW));
                    return new CannotTell(
                            "none of the 1 witnesses that you named has cosigned the checkpoint of size 24:"
                                    + " whether others were shown another log cannot be told");
                }),
                of("a cosignature of an unknown witness beside a known one's", edit -> {
                    LoggedCheckpoint large = edit.checkpoints.get(1);
                    NoteSignature unknown = STRANGER.sign(large.checkpoint(), SoundProof.SIGNED_AT);
                    edit.checkpoints.set(1, LoggedCheckpoint.of(large.note().with(List.of(unknown))));
                    return new Noted("the checkpoint of size 24 has a signature of `" + unknown.key()
                            + "`, which is none of the keys that you named and that the root key vouches for: not"
                            + " counted");
                }),
                of("a cosignature that a known witness did not make", edit -> {
                    LoggedCheckpoint large = edit.checkpoints.get(1);
                    NoteSignature theirs = WITNESS.sign(large.checkpoint(), SoundProof.SIGNED_AT);
                    NoteSignature forged = new NoteSigner.Cosigner("witness.example/w1", Keys.ed25519(9))
                            .sign(large.checkpoint(), SoundProof.SIGNED_AT);
                    edit.checkpoints.set(
                            1,
                            LoggedCheckpoint.of(new SignedNote(
                                    large.note().text(),
                                    List.of(
                                            large.note().signatures().get(0),
                                            large.note().signatures().get(1),
                                            new NoteSignature(theirs.name(), theirs.keyId(), forged.signature())))));
                    return new False(
                            "the checkpoint of size 24: the signature of `" + theirs.key() + "` does not fit the text");
                }),
                of("no signature of the log's other key", edit -> {
                    edit.checkpoints.set(
                            1, SoundProof.signed(edit.checkpoints.get(1).checkpoint(), LOG_SIGNER, WITNESS));
                    return new CannotTell(
                            "none of the 1 keys of the log that you named has signed the checkpoint of size 24");
                }));
    }

    private static False notLeaf(ProofEdit edit, int place, int entry) {
        LoggedEntry logged = edit.entries.get(place);
        Hash root = edit.checkpoints.get(0).checkpoint().root();
        String flaw =
                logged.inclusion().flaw(Hash.ofLeaf(logged.encoded()), root).orElseThrow();
        return new False("entry " + entry + " of `job-1` is not shown to be leaf "
                + logged.inclusion().index() + " of the log `" + LOG + "`: " + flaw);
    }

    /** The log as it was up to a size, and other leaves from there. */
    private static MemoryLog truncated(int size) {
        MemoryLog sound = SoundProof.log(SoundProof.decisions().entries());
        var other = new MemoryLog();
        try {
            for (int leaf = 0; leaf < LARGE; leaf++) {
                other.append(leaf < size ? sound.tree(LARGE).leaf(leaf) : Hash.ofLeaf(new byte[] {1, (byte) leaf}));
            }
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
        return other;
    }

    private static void path(ProofEdit edit, int place, UnaryOperator<InclusionProof> change) {
        LoggedEntry logged = edit.entries.get(place);
        edit.entries.set(place, new LoggedEntry(logged.encoded(), change.apply(logged.inclusion())));
    }

    private static List<Hash> more(List<Hash> path) {
        var more = new ArrayList<>(path);
        more.add(Hash.EMPTY_TREE);
        return more;
    }

    private static List<Hash> fewer(List<Hash> path) {
        return path.subList(0, path.size() - 1);
    }
}
