package dev.holdfast.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The operating system's own word on what is running. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /** How many processes carry an execution's mark in their environment; zombies, which cannot run, do not count. */
    static int countOf(String executionId) {
        String mark = "HOLDFAST_EXECUTION=" + executionId + ":";
        int count = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (carries(process, mark)) {
                    count++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the process table", e);
        }
        return count;
    }

    private static boolean carries(Path process, String mark) {
        try {
            String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return environment.startsWith(mark) || environment.contains("\0" + mark);
        } catch (IOException e) {
            // It has ended meanwhile, or belongs to somebody else.
            return false;
        }
    }
}
