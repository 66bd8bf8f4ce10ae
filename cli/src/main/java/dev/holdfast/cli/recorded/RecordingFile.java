package dev.holdfast.cli.recorded;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.GeneratedClasses;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/** A file of recorded decisions: an Avro object container file of lineage entries. */
public final class RecordingFile implements Recording {
    private static final int BUFFER_BYTES = 1 << 20;

    private final String name;
    private final DataFileStream<GenericRecord> stream;
    private final Schema writer;
    private long entries;
    private boolean over;

    /** The file holds no recorded decisions at all. Its message says what was found. */
    public static final class NotARecording extends IOException {
        private static final long serialVersionUID = 1L;

        NotARecording(Path file, String found) {
            super("expected `" + file + "` to be an Avro object container file of lineage entries, as `holdfast rules record`"
                    + " writes it, found " + found);
        }
    }

    /**
     * Opens a file.
     *
     * @throws NotARecording when it is something else
     * @throws IOException when it cannot be read
     */
    public RecordingFile(Path file) throws IOException {
        GeneratedClasses.trust();
        this.name = file.toString();
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            this.stream = new DataFileStream<>(in, new GenericDatumReader<>());
        } catch (IOException | RuntimeException e) {
            in.close();
            throw new NotARecording(file, "something else: " + e.getMessage());
        }
        this.writer = stream.getSchema();
        if (!writer.getFullName().equals(LineageEntry.getClassSchema().getFullName())) {
            close();
            throw new NotARecording(file, "one of `" + writer.getFullName() + "`");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Batch> next() {
        if (over) {
            return Optional.empty();
        }
        try {
            if (!stream.hasNext()) {
                over = true;
                return Optional.empty();
            }
            ByteBuffer block = stream.nextBlock();
            byte[] bytes = new byte[block.remaining()];
            block.get(bytes);
            long first = entries + 1;
            long count = stream.getBlockCount();
            entries += count;
            return Optional.of(() -> read(bytes, first, count));
        } catch (IOException | RuntimeException e) {
            // Avro reports what is cut off or damaged by whatever happens to go wrong first.
            over = true;
            Recorded end = new Recorded.Unreadable(
                    place(entries + 1),
                    "the file is cut off or damaged here (" + e.getMessage()
                            + "); what comes after cannot be read, export it again",
                    true);
            return Optional.of(() -> List.of(end));
        }
    }

    private List<Recorded> read(byte[] block, long first, long count) {
        var reader = new SpecificDatumReader<LineageEntry>(writer, LineageEntry.getClassSchema(), new LineageEntry().getSpecificData());
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(block, null);
        var read = new ArrayList<Recorded>((int) Math.min(count, block.length));
        for (long number = first; number < first + count; number++) {
            @Nullable LineageEntry entry;
            try {
                entry = reader.read(null, decoder);
            } catch (IOException | RuntimeException e) {
                long left = first + count - number;
                read.add(new Recorded.Unreadable(
                        place(number),
                        "expected an entry, found bytes that are none (" + e.getMessage() + "); " + left
                                + " of its block cannot be read",
                        false));
                return read;
            }
            read.add(new Recorded.Decision(place(number), entry));
        }
        return read;
    }

    private Recorded.Place place(long entry) {
        return new Recorded.Place(name, "entry", entry);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
