package dev.holdfast.cli.recorded;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.GeneratedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;

/** Writes a file of recorded decisions. It stands under its name once it is whole, and not before. One thread; close it in any case. */
public final class RecordingWriter implements AutoCloseable {
    // Entries of a block resemble each other: more of them in one make it smaller, and are decoded by one thread at a
    // time.
    private static final int BLOCK_BYTES = 256 * 1024;

    private final Path file;
    private final Path part;
    private final DataFileWriter<LineageEntry> writer;
    private boolean finished;

    /**
     * Begins a file.
     *
     * @param source from where the entries are, for people
     */
    public RecordingWriter(Path file, String source) throws IOException {
        GeneratedClasses.trust();
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
        this.writer = new DataFileWriter<>(new SpecificDatumWriter<LineageEntry>(LineageEntry.getClassSchema()));
        writer.setCodec(CodecFactory.deflateCodec(1));
        writer.setSyncInterval(BLOCK_BYTES);
        writer.setMeta("holdfast.source", source);
        writer.create(LineageEntry.getClassSchema(), part.toFile());
    }

    /** Adds an entry. */
    public void add(LineageEntry entry) throws IOException {
        writer.append(entry);
    }

    /** All is written. */
    public void finish() throws IOException {
        writer.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        finished = true;
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            writer.close();
            Files.deleteIfExists(part);
        }
    }
}
