package dev.holdfast.executor.process;

import dev.holdfast.executor.process.containment.Marker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param executionId the execution's id: 1 to {@value #EXECUTION_ID_LIMIT} characters, no blanks, no control characters
 * @param command the program and its arguments, at least the program
 * @param directory working directory of the program
 * @param environment variables to add to the supervisor's own, or to replace in it; not those that Holdfast sets itself
 * @param containment how to keep the processes together
 */
public record Launch(
        String executionId,
        List<String> command,
        Path directory,
        Map<String, String> environment,
        Containment containment) {
    /** Longest execution id, in characters. */
    public static final int EXECUTION_ID_LIMIT = 1024;

    private static final String PATH_VARIABLE = "PATH";

    /** What execvp(3) searches when PATH is not set. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        boolean plain = executionId.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        if (executionId.isEmpty() || executionId.length() > EXECUTION_ID_LIMIT || !plain) {
            throw new IllegalArgumentException("execution id: expected 1 to " + EXECUTION_ID_LIMIT
                    + " characters without blanks and control characters, found " + executionId.length()
                    + " characters" + (plain ? "" : ", some of them not allowed") + "; use the id of the grant");
        }
        if (command.isEmpty() || command.get(0).isEmpty()) {
            throw new IllegalArgumentException("command: expected a program, found none; give one after `--`");
        }
        if (command.stream().anyMatch(Launch::holdsNul)) {
            throw new IllegalArgumentException("command: expected arguments without NUL characters, found one");
        }
        environment.forEach((name, value) -> {
            if (name.isEmpty() || name.indexOf('=') >= 0 || holdsNul(name) || holdsNul(value)) {
                throw new IllegalArgumentException(
                        "environment: expected names without `=` and no NUL characters, found `" + name + "`");
            }
            if (name.equals(Marker.VARIABLE) || name.equals(Marker.OUTER_VARIABLE)) {
                throw new IllegalArgumentException(
                        "environment: `" + name + "` is set by the supervisor; leave it out");
            }
        });
    }

    /**
     * The file that the command names, searched the way execvp(3) does: a name with a slash is taken relative to the
     * working directory, any other is looked for along PATH (of {@link #environment()} if it is there, else the
     * supervisor's). Links are not followed: programs that look at their own name need it.
     *
     * @return an absolute path
     * @throws LaunchException {@code NOT_FOUND}, {@code NOT_EXECUTABLE} or {@code NO_DIRECTORY}; nothing was started
     */
    public Path executable() throws LaunchException {
        Path base = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(base)) {
            throw new LaunchException(
                    LaunchException.Reason.NO_DIRECTORY,
                    "working directory: expected a directory, found none at `" + base + "`; make it or name another");
        }
        String name = command.get(0);
        if (name.indexOf('/') >= 0) {
            Path file = base.resolve(name).normalize();
            if (!Files.exists(file)) {
                throw notFound(name, "no such file: `" + file + "`");
            }
            if (!runnable(file)) {
                throw notExecutable(name, file);
            }
            return file;
        }
        String path =
                environment.getOrDefault(PATH_VARIABLE, System.getenv().getOrDefault(PATH_VARIABLE, DEFAULT_PATH));
        Path refused = null;
        for (String element : path.split(":", -1)) {
            Path file = base.resolve(element).resolve(name); // an empty element stands for the working directory
            if (runnable(file)) {
                return file;
            }
            if (refused == null && Files.exists(file)) {
                refused = file;
            }
        }
        if (refused != null) {
            throw notExecutable(name, refused);
        }
        throw notFound(name, "it is in no directory of PATH, `" + path + "`");
    }

    private static boolean runnable(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    private static boolean holdsNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    private static LaunchException notFound(String name, String where) {
        return new LaunchException(
                LaunchException.Reason.NOT_FOUND,
                "command not found: `" + name + "`: " + where + "; check the spelling or give its full path");
    }

    private static LaunchException notExecutable(String name, Path file) {
        return new LaunchException(
                LaunchException.Reason.NOT_EXECUTABLE,
                "command not executable: `" + name + "`: expected a file that this user may execute, found `" + file
                        + "`; change its mode or name another");
    }
}
