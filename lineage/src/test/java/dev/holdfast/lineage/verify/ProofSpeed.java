package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.LogTree;
import dev.holdfast.lineage.merkle.TileHash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.proof.LoggedEntry;
import dev.holdfast.lineage.proof.ProofFile;
import dev.holdfast.lineage.proof.ProofReader;
import dev.holdfast.lineage.proof.ProofWriter;
import dev.holdfast.lineage.testing.ProofEdit;
import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.SoundProof;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.trust.keyfile.KeyFiles;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the sound proof in a log of many leaves, and measures how long it takes to read and verify, first and warm. By hand: {@code ProofSpeed LEAVES DIR}; {@code DIR} then has the proof and the root key
 * for a run of the command.
 */
public final class ProofSpeed {
    private static final int RUNS = 2_000;

    private ProofSpeed() {}

    public static void main(String[] args) throws Exception {
        int leaves = Integer.parseInt(args[0]);
        Path directory = Path.of(args[1]);
        Path file = directory.resolve("large.holdfast-proof");
        if (!Files.exists(file)) {
            KeyFiles.writePair(directory.resolve("root.pem"), SoundProof.ROOT);
            try (OutputStream out = Files.newOutputStream(file)) {
                ProofWriter.write(proof(leaves), out);
            }
            System.out.println("made " + Files.size(file) + " bytes; run again to measure");
            return;
        }
        long[] took = new long[RUNS];
        long[] computed = new long[RUNS];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int i = 0; i < RUNS; i++) {
            long start = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            Report report = ProofVerifier.verify(ProofReader.read(file), SoundProof.ANCHORS);
            computed[i] = threads.getCurrentThreadCpuTime() - cpu;
            took[i] = System.nanoTime() - start;
            if (report.exit() != Report.TRUE) {
                throw new IllegalStateException(report.lines().toString());
            }
        }
        System.out.println(Files.size(file) + " bytes");
        print("clock", took);
        print("computing", computed);
    }

    private static void print(String name, long[] nanos) {
        long[] warm = Arrays.copyOfRange(nanos, RUNS / 2, RUNS);
        Arrays.sort(warm);
        System.out.printf(
                "%s: first %.1f ms, tenth %.1f ms, warm p50 %.2f ms, p99 %.2f ms%n",
                name, nanos[0] / 1e6, nanos[9] / 1e6, warm[warm.length / 2] / 1e6, warm[warm.length * 99 / 100] / 1e6);
    }

    private static ProofFile proof(int leaves) throws Exception {
        List<LineageEntry> entries = SoundProof.decisions().entries();
        Map<TileId, ByteBuffer> tiles = new HashMap<>();
        Frontier tree = Frontier.empty();
        long apart = leaves / entries.size();
        for (long leaf = 0; leaf < leaves; leaf++) {
            boolean own = leaf % apart == 0 && leaf / apart < entries.size();
            Hash hash = own
                    ? Hash.ofLeaf(Records.encoded(entries.get((int) (leaf / apart))))
                    : Hash.ofLeaf(ByteBuffer.allocate(Long.BYTES).putLong(leaf).array());
            Frontier.Growth growth = tree.grow(hash);
            for (TileHash added : growth.hashes()) {
                tiles.computeIfAbsent(added.tile(), tile -> ByteBuffer.allocate(TileId.WIDTH * Hash.BYTES))
                        .put(added.hash().bytes());
            }
            tree = growth.frontier();
        }
        long small = leaves * 9L / 10;
        var large = new LogTree(
                (tile, width) -> Optional.ofNullable(tiles.get(tile)).map(ByteBuffer::array), leaves);
        var before = new LogTree(
                (tile, width) -> Optional.ofNullable(tiles.get(tile)).map(ByteBuffer::array), small);
        var edit = new ProofEdit(SoundProof.sound());
        edit.entries.clear();
        for (int i = 0; i < entries.size(); i++) {
            edit.entries.add(new LoggedEntry(Records.encoded(entries.get(i)), large.inclusion(i * apart)));
        }
        edit.checkpoints.set(
                0,
                SoundProof.signed(
                        Checkpoint.of(SoundProof.LOG.toString(), small, before.root()), SoundProof.LOG_SIGNER));
        edit.checkpoints.set(
                1,
                SoundProof.signed(
                        Checkpoint.of(SoundProof.LOG.toString(), leaves, large.root()),
                        SoundProof.LOG_SIGNER,
                        SoundProof.LOG_SIGNER_TOMORROW,
                        SoundProof.WITNESS));
        edit.consistency.set(0, large.consistency(small));
        return edit.proof();
    }
}
