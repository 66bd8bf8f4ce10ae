package dev.holdfast.cli.recorded;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.GeneratedClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/** A file of recorded decisions: an Avro object container file of lineage entries. */
public final class RecordingFile implements Recording {
    private final String name;
    private final ContainerFile file;
    private long entries;

    /** The file holds no recorded decisions at all. Its message says what was found. */
    public static final class NotARecording extends IOException {
        private static final long serialVersionUID = 1L;

        NotARecording(Path file, String found) {
            super("expected `" + file
                    + "` to be an Avro object container file of lineage entries, as `holdfast rules record`"
                    + " writes it, found " + found);
        }
    }

    /**
     * Opens a file.
     *
     * @throws NotARecording when it is something else
     * @throws IOException when it cannot be read
     */
    public RecordingFile(Path path) throws IOException {
        GeneratedClasses.trust();
        this.name = path.toString();
        if (!Files.isRegularFile(path)) {
            throw new NotARecording(path, "no file");
        }
        try {
            this.file = new ContainerFile(path);
        } catch (ContainerFile.Unusable e) {
            throw new NotARecording(path, String.valueOf(e.getMessage()));
        }
        String written = file.schema().getFullName();
        if (!LineageEntry.getClassSchema().getFullName().equals(written)) {
            close();
            throw new NotARecording(path, "one of `" + written + "`");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Batch> next() throws IOException {
        try {
            Optional<ContainerFile.Block> block = file.next();
            if (block.isEmpty()) {
                return Optional.empty();
            }
            long first = entries + 1;
            entries += block.get().count();
            return Optional.of(() -> read(block.get(), first));
        } catch (ContainerFile.Damaged e) {
            Recorded damage = unreadable(
                    entries + 1,
                    "the file is cut off or damaged behind the entry before: " + e.getMessage() + "; record it again");
            file.skip();
            return Optional.of(() -> List.of(damage));
        }
    }

    private List<Recorded> read(ContainerFile.Block block, long first) {
        var read = new ArrayList<Recorded>();
        long number = first;
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(block.inflated(), null);
            var reader = new SpecificDatumReader<LineageEntry>(
                    file.schema(), LineageEntry.getClassSchema(), new LineageEntry().getSpecificData());
            for (; number < first + block.count(); number++) {
                read.add(new Recorded.Decision(place(number), reader.read(null, decoder)));
            }
        } catch (IOException | RuntimeException e) {
            // Avro reports bytes that are no entry by whatever happens to go wrong first.
            read.add(unreadable(
                    number,
                    "expected an entry, found bytes that are none (" + e.getMessage() + "); "
                            + (first + block.count() - number) + " entries of its block cannot be read"));
        }
        return read;
    }

    private Recorded.Unreadable unreadable(long entry, String why) {
        return new Recorded.Unreadable(place(entry), why);
    }

    private Recorded.Place place(long entry) {
        return new Recorded.Place(name, "entry", entry);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
