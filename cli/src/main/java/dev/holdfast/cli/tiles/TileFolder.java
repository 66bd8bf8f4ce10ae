package dev.holdfast.cli.tiles;

import dev.holdfast.cli.file.WholeFile;
import dev.holdfast.lineage.merkle.EntryBundle;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.TileId;
import dev.holdfast.lineage.merkle.TilePath;
import dev.holdfast.lineage.merkle.TileSource;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The files of one log: {@code checkpoint}, {@code tile/<level>/<index>[.p/<width>]}, {@code tile/entries/<index>[.p/<width>]}. The checkpoint comes last, so that a reader who has it finds all that it is over.
 * What is there is not written again; one that says otherwise is an error. One thread.
 */
public final class TileFolder {
    /** Name of the file with the checkpoint. */
    static final String CHECKPOINT = "checkpoint";

    private final Path folder;
    private final List<byte[]> bundle = new ArrayList<>();
    private long entries;
    private long published;

    /** @param folder for this log alone; made when it is not there */
    public TileFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes the next entry of the log, from the first on.
     *
     * @throws IOException when it is larger than a bundle can hold, or full bundles cannot be written
     */
    public void add(byte[] entry) throws IOException {
        if (entry.length > EntryBundle.MAXIMUM_ENTRY_BYTES) {
            throw new IOException("expected entries of at most " + EntryBundle.MAXIMUM_ENTRY_BYTES
                    + " bytes, found leaf " + entries + " with " + entry.length
                    + ": no evaluator wrote it, and the log cannot be served with it");
        }
        bundle.add(entry);
        entries++;
        if (bundle.size() == TileId.WIDTH) {
            keep(new TilePath.Entries(entries / TileId.WIDTH - 1, TileId.WIDTH), EntryBundle.write(bundle));
            bundle.clear();
        }
    }

    /**
     * Writes all tiles under a checkpoint that were not written before, and then the checkpoint.
     *
     * @param tiles of the log, at least as far as the checkpoint
     * @throws IOException when they cannot be written, or other ones are there
     */
    public void publish(TileSource tiles, LoggedCheckpoint checkpoint) throws IOException {
        long size = checkpoint.checkpoint().size();
        if (size > entries) {
            throw new IllegalArgumentException("expected " + size + " entries, found " + entries);
        }
        if (size < published) {
            // A witness lags, or an older file was put back: what readers have seen is not taken away from them.
            return;
        }
        int partial = (int) (size % TileId.WIDTH);
        if (partial > 0) {
            long last = size / TileId.WIDTH;
            keep(new TilePath.Entries(last, partial), EntryBundle.write(entries(last, partial)));
        }
        for (int level = 0; level <= TileId.MAXIMUM_LEVEL && size >> TileId.HEIGHT * level > 0; level++) {
            long hashes = size >> TileId.HEIGHT * level;
            long from = (published >> TileId.HEIGHT * level) / TileId.WIDTH;
            for (long index = from; index * TileId.WIDTH < hashes; index++) {
                var tile = new TileId(level, index);
                int width = tile.widthAt(size);
                byte[] row = tiles.tile(tile, width)
                        .orElseThrow(() -> new IOException("expected the hashes of `" + tile + "`, found none"));
                keep(TilePath.of(tile, width), Arrays.copyOf(row, width * Hash.BYTES));
            }
        }
        Files.createDirectories(folder);
        WholeFile.replaceLazily(
                folder.resolve(CHECKPOINT), checkpoint.note().toString().getBytes(StandardCharsets.UTF_8));
        published = size;
    }

    /** The first entries of a bundle: of the one that is not full yet, or of one that was written. */
    private List<byte[]> entries(long index, int width) throws IOException {
        if (index == entries / TileId.WIDTH) {
            return bundle.subList(0, width);
        }
        Path full = folder.resolve(new TilePath.Entries(index, TileId.WIDTH).toString());
        return EntryBundle.read(Files.readAllBytes(full))
                .filter(read -> read.size() == TileId.WIDTH)
                .orElseThrow(() -> other(full))
                .subList(0, width);
    }

    private void keep(TilePath path, byte[] content) throws IOException {
        Path file = folder.resolve(path.toString());
        if (Files.exists(file)) {
            if (!Arrays.equals(Files.readAllBytes(file), content)) {
                throw other(file);
            }
            return;
        }
        Files.createDirectories(file.getParent());
        WholeFile.replaceLazily(file, content);
    }

    private static IOException other(Path file) {
        return new IOException("expected in `" + file
                + "` what the log has there, found something else: the folder is another log's, the log was forked, or lineage has"
                + " lost records");
    }
}
