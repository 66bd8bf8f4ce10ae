package dev.holdfast.cli.witness;

import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.LogTree;
import dev.holdfast.lineage.merkle.TileHash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.NoteSigner;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.witness.Submission;
import dev.holdfast.trust.signature.SigningKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log of which every leaf is its number, up to a fork. */
final class GrowingLog {
    static final String ORIGIN = "example.org/lineage/0";
    static final NoteSigner SIGNER = new NoteSigner.Ed25519(ORIGIN, key(1));

    private final Map<TileId, byte[]> tiles = new HashMap<>();

    /** @param fork from which leaf on it says otherwise than the log without one */
    GrowingLog(int size, int fork) {
        Frontier tree = Frontier.empty();
        for (int i = 0; i < size; i++) {
            Frontier.Growth growth = tree.grow(Hash.ofLeaf(new byte[] {(byte) i, (byte) (i < fork ? 0 : 1)}));
            for (TileHash added : growth.hashes()) {
                tiles.merge(
                        added.tile(),
                        added.appendedTo(tiles.getOrDefault(added.tile(), new byte[0])),
                        (old, grown) -> grown);
            }
            tree = growth.frontier();
        }
    }

    static SigningKey key(int seedByte) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) seedByte);
        return SigningKey.ofSeed(seed);
    }

    LogTree at(long size) {
        return new LogTree((tile, width) -> Optional.ofNullable(tiles.get(tile)), size);
    }

    Checkpoint checkpoint(long size) {
        try {
            return Checkpoint.of(ORIGIN, size, at(size).root());
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }

    SignedNote note(long size) {
        Checkpoint checkpoint = checkpoint(size);
        return new SignedNote(checkpoint.text(), List.of(SIGNER.sign(checkpoint, 0)));
    }

    byte[] submission(long oldSize, long size) {
        try {
            return Submission.write(at(size).consistency(oldSize), note(size));
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
    }
}
