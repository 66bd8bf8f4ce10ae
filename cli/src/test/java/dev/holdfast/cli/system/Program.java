package dev.holdfast.cli.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes of an execution, told without asking the code under test: by the id in their environment. */
public record Program(String executionId) {

    /** Those alive. */
    public List<Path> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> text(process, "environ").contains(executionId))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Those alive that are not stopped by a signal. */
    public List<Path> moving() {
        return processes().stream().filter(process -> !stopped(process)).toList();
    }

    private static boolean stopped(Path process) {
        String stat = text(process, "stat");
        return stat.isEmpty() || stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    }

    private static String text(Path process, String file) {
        try {
            return Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException vanished) {
            return "";
        }
    }
}
