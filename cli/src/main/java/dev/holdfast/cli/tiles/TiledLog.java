package dev.holdfast.cli.tiles;

import dev.holdfast.cli.log.FollowedLog;
import dev.holdfast.cli.witness.CosignedFolder;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.merkle.TileMissing;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** The log of one partition, as it grows, and its files. One thread. */
public final class TiledLog implements AutoCloseable {
    private final FollowedLog log;
    private final TileFolder files;
    private final Optional<CosignedFolder> cosigned;

    /**
     * @param folder for all logs
     * @param cosigned whose checkpoints are served in place of the log's own; empty for those
     */
    public TiledLog(
            ExecutorConfig config, RecordCodec codec, int partition, Path folder, Optional<CosignedFolder> cosigned) {
        this.files = new TileFolder(folder.resolve(Integer.toString(partition)));
        this.cosigned = cosigned;
        this.log = new FollowedLog(config, codec, partition, (leaf, record) -> {
            try {
                files.add(leaf.entry());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Names the log. */
    public String name() {
        return log.origin().toString();
    }

    /**
     * Writes what is new.
     *
     * @return size of the checkpoint that is published; empty when there is none yet
     * @throws IOException when it cannot be written, or the checkpoint is not of the tree that lineage makes
     */
    public Optional<Long> publish() throws IOException {
        Optional<LoggedCheckpoint> newest;
        try {
            newest = log.read();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Optional<LoggedCheckpoint> chosen = cosigned.isEmpty()
                ? newest
                : cosigned.get()
                        .read(log.origin())
                        .filter(one -> one.checkpoint().size() <= log.tree().size());
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        long size = chosen.get().checkpoint().size();
        try {
            Hash root = log.tree().at(size).root();
            if (!root.equals(chosen.get().checkpoint().root())) {
                throw new IOException("expected the checkpoint of size " + size + " of `" + log.origin()
                        + "` to have the root that lineage makes, " + root + ", found "
                        + chosen.get().checkpoint().root()
                        + ": the log was forked, or lineage has lost records; nothing was written");
            }
        } catch (TileMissing e) {
            throw new IllegalStateException(e);
        }
        files.publish(log.tree(), chosen.get());
        return Optional.of(size);
    }

    @Override
    public void close() {
        log.close();
    }
}
