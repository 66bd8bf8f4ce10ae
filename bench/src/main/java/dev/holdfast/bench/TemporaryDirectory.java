package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for one run, removed with all that is in it. */
public final class TemporaryDirectory {
    private TemporaryDirectory() {}

    /** Makes it. */
    public static Path make() throws IOException {
        return Files.createTempDirectory("holdfast-bench");
    }

    /** Removes it. */
    public static void remove(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
