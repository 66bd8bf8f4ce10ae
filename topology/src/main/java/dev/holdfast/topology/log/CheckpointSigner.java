package dev.holdfast.topology.log;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.trust.signature.MlDsaSigningKey;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Signs checkpoints of one log, twice: by Ed25519, and by ML-DSA-44, which outlasts it where quantum computers break Ed25519. */
final class CheckpointSigner {
    private final LogOrigin origin;
    private final List<NoteSigner> signers;

    CheckpointSigner(LogOrigin origin, SigningKey key) {
        this.origin = origin;
        this.signers = List.of(
                new NoteSigner.Ed25519(origin.toString(), key),
                new NoteSigner.MlDsa(origin.toString(), MlDsaSigningKey.derivedFrom(key)));
    }

    /** Name of the log. */
    String origin() {
        return origin.toString();
    }

    /**
     * A checkpoint of the tree.
     *
     * @param now epoch milliseconds
     */
    LogCheckpoint sign(Frontier tree, long now) {
        var checkpoint = Checkpoint.of(origin(), tree.size(), tree.root());
        long seconds = Math.max(0, now / 1_000);
        var note = new SignedNote(
                checkpoint.text(),
                signers.stream().map(signer -> signer.sign(checkpoint, seconds)).toList());
        return new LogCheckpoint(
                origin(),
                tree.size(),
                ByteBuffer.wrap(tree.root().bytes()),
                Instant.ofEpochMilli(now),
                note.toString());
    }
}
