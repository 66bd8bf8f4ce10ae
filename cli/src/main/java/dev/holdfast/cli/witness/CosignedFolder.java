package dev.holdfast.cli.witness;

import dev.holdfast.cli.file.WholeFile;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where cosigned checkpoints are kept: for each log a file {@code <partition>.checkpoint}, a signed note as C2SP tlog-checkpoint has it. Anybody may copy or serve them: they are public. Not
 * to be believed before their signatures are verified.
 */
public record CosignedFolder(Path folder) {
    /** The newest of a log; empty when there is none. Those who read and the one who writes may be different processes. */
    public Optional<LoggedCheckpoint> read(LogOrigin log) throws IOException {
        Path file = file(log);
        byte[] bytes;
        try {
            if (Files.size(file) > SignedNote.MAXIMUM_BYTES) {
                throw none(log, file);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        LoggedCheckpoint found = LoggedCheckpoint.read(bytes).orElseThrow(() -> none(log, file));
        if (!found.checkpoint().origin().equals(log.toString())) {
            throw none(log, file);
        }
        return Optional.of(found);
    }

    private static IOException none(LogOrigin log, Path file) {
        return new IOException("expected a cosigned checkpoint of the log `" + log + "` in `" + file
                + "`, found another file; is the folder another deployment's?");
    }

    /** Puts one in the place of the one before. */
    public void write(LogOrigin log, LoggedCheckpoint checkpoint) throws IOException {
        Files.createDirectories(folder);
        WholeFile.replace(file(log), checkpoint.note().toString().getBytes(StandardCharsets.UTF_8));
    }

    private Path file(LogOrigin log) {
        return folder.resolve(log.partition() + ".checkpoint");
    }
}
