package dev.holdfast.cli.witness;

import dev.holdfast.lineage.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The logs that a witness knows: verifier keys, whose name is that of the log (C2SP signed-note), one a line. */
public final class KnownLogs {
    private static final long MAXIMUM_BYTES = 64L * 1024 * 1024;

    private final Map<String, List<VerifierKey>> keys = new TreeMap<>();

    /**
     * Adds a key.
     *
     * @param where for the message
     * @throws IOException when the text is no key
     */
    public void add(String where, String text) throws IOException {
        if (VerifierKey.parse(text) instanceof VerifierKey.Parsed.Key key) {
            keys.computeIfAbsent(key.value().name(), name -> new ArrayList<>()).add(key.value());
        } else {
            throw new IOException(where + ": " + ((VerifierKey.Parsed.Malformed) VerifierKey.parse(text)).why());
        }
    }

    /**
     * Adds those of a file; empty lines and those that begin with {@code #} say nothing.
     *
     * @throws IOException when it cannot be read, or a line is no key
     */
    public void addAll(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAXIMUM_BYTES) {
            throw new IOException(
                    "expected a list of keys of logs of at most " + MAXIMUM_BYTES + " bytes in `" + file + "`");
        }
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                add("`" + file + "`, line " + number, line.strip());
            }
        }
    }

    /** The keys of each log, by its origin. */
    public Map<String, List<VerifierKey>> byOrigin() {
        return keys;
    }
}
