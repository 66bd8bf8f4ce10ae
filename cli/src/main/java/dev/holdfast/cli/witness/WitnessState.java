package dev.holdfast.cli.witness;

import dev.holdfast.cli.file.WholeFile;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.witness.WitnessMemory;
import dev.holdfast.trust.signature.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a witness must not forget, in one file: a line for each log, and a digest over them. A file that is damaged, missing or another version's is refused: a witness that began from less than it
 * knew could cosign a fork. Any thread; one process, which holds a lock beside the file.
 */
public final class WitnessState implements WitnessMemory, AutoCloseable {
    /** Logs of one witness. */
    public static final int MAXIMUM_LOGS = 10_000;

    /** Largest state in bytes. */
    static final int MAXIMUM_BYTES = 4 * 1024 * 1024;

    private static final String HEAD = "holdfast-witness-state 1\n";
    private static final String DIGEST = "sha256 ";

    private final Path file;
    private final Storage storage;
    private final SortedMap<String, Checkpoint> latest;
    private final FileChannel lock;

    /** Puts content in the place of a file, safe from a loss of power. */
    @FunctionalInterface
    interface Storage {
        void replace(Path file, byte[] content) throws IOException;
    }

    private WitnessState(Path file, Storage storage, SortedMap<String, Checkpoint> latest, FileChannel lock) {
        this.file = file;
        this.storage = storage;
        this.latest = latest;
        this.lock = lock;
    }

    /**
     * Makes a state that knows no log yet, and writes it.
     *
     * @throws IOException when there is one already, or it cannot be written
     */
    public static WitnessState create(Path file) throws IOException {
        FileChannel lock = locked(file);
        try {
            if (Files.exists(file)) {
                throw new IOException("expected no state of a witness in `" + file
                        + "` yet, found one; leave out --new-state, unless this witness has never run");
            }
            var state = new WitnessState(file, WholeFile::replace, new TreeMap<>(), lock);
            state.storage.replace(file, text(state.latest));
            return state;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Opens a state.
     *
     * @throws IOException when it is not there, damaged, or in use; the message says what to do
     */
    public static WitnessState open(Path file) throws IOException {
        return open(file, WholeFile::replace);
    }

    static WitnessState open(Path file, Storage storage) throws IOException {
        FileChannel lock = locked(file);
        try {
            return new WitnessState(file, storage, read(file), lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel = FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another witness of this process; said below.
        }
        channel.close();
        throw new IOException("expected the state `" + file + "` for this witness alone, found it in use by another");
    }

    private static SortedMap<String, Checkpoint> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("expected the state of the witness in `" + file
                    + "`, found none; restore it, or give --new-state if this witness has never cosigned anything");
        }
        if (Files.size(file) > MAXIMUM_BYTES) {
            throw damaged(file, "more than " + MAXIMUM_BYTES + " bytes");
        }
        // What is not UTF-8 does not fit the digest.
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int last = text.lastIndexOf(DIGEST);
        if (!text.startsWith(HEAD) || last < 0) {
            throw damaged(file, "another form, or a part");
        }
        String lines = text.substring(0, last);
        if (!text.substring(last).equals(digest(lines))) {
            throw damaged(file, "content that its digest does not fit");
        }
        var latest = new TreeMap<String, Checkpoint>();
        for (String line : lines.substring(HEAD.length()).lines().toList()) {
            Checkpoint checkpoint = checkpoint(line).orElseThrow(() -> damaged(file, "a line that is no checkpoint"));
            if (latest.put(checkpoint.origin(), checkpoint) != null) {
                throw damaged(file, "a log twice");
            }
        }
        return latest;
    }

    private static IOException damaged(Path file, String found) {
        return new IOException("expected the state of a witness in `" + file + "`, found " + found
                + ": it is damaged, and to go on from less than it knew could cosign a fork; restore the newest copy, or"
                + " retire this witness's key");
    }

    private static Optional<Checkpoint> checkpoint(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        String text = parts[0] + "\n" + parts[1] + "\n" + parts[2] + "\n";
        return Checkpoint.parse(text) instanceof Checkpoint.Parsed.Read read
                ? Optional.of(read.value())
                : Optional.empty();
    }

    private static byte[] text(SortedMap<String, Checkpoint> latest) {
        var lines = new StringBuilder(HEAD);
        latest.values()
                .forEach(one -> lines.append(one.origin())
                        .append(' ')
                        .append(one.size())
                        .append(' ')
                        .append(one.root().base64())
                        .append('\n'));
        return lines.append(digest(lines.toString())).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String digest(String lines) {
        return DIGEST + Digest.sha256Hex(lines.getBytes(StandardCharsets.UTF_8)) + "\n";
    }

    @Override
    public synchronized Optional<Checkpoint> latest(String origin) {
        return Optional.ofNullable(latest.get(origin));
    }

    /** @throws UncheckedIOException when it cannot be said that the checkpoint is safe: then nothing may be signed. It then counts as never seen, unless the process ends */
    @Override
    public synchronized boolean advance(Optional<Checkpoint> expected, Checkpoint next) {
        if (!latest(next.origin()).equals(expected)) {
            return false;
        }
        var grown = new TreeMap<>(latest);
        grown.put(next.origin(), Checkpoint.of(next.origin(), next.size(), next.root()));
        if (grown.size() > MAXIMUM_LOGS) {
            throw new IllegalStateException("expected at most " + MAXIMUM_LOGS + " logs");
        }
        try {
            storage.replace(file, text(grown));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the state `" + file + "`", e);
        }
        latest.putAll(grown);
        return true;
    }

    /** How many logs it has cosigned. */
    public synchronized int logs() {
        return latest.size();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
