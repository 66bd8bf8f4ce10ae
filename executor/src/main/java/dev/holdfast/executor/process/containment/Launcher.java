package dev.holdfast.executor.process.containment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Starts a program so that it is enclosed from its first instruction. A shell stands in its place first: it refuses to go on if the
 * supervisor has died already, moves itself into the control group, and only then becomes the program.
 */
public final class Launcher {
    /** How the shell exits when it could not put itself where it belongs, without having started the program. */
    public static final int NOT_ENCLOSED = 125;

    /** Only positional parameters: assigning a variable would change one of that name in the program's environment. */
    private static final String SCRIPT = """
            [ "$PPID" = "$1" ] || exit 125
            [ -z "$2" ] || echo "$$" >"$2/cgroup.procs" || exit 125
            shift 2
            exec "$@"
            """;

    private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private Launcher() {}

    /**
     * Starts the program with the supervisor's standard streams.
     *
     * @param executable absolute path
     * @param arguments without the program's own name
     * @param environment what to add to the supervisor's environment
     * @param cgroup the control group to enter first, if any
     * @throws IOException if the shell could not be started, or a variable cannot be carried through it
     */
    public static Process launch(
            Path executable,
            List<String> arguments,
            Path directory,
            Map<String, String> environment,
            Marker marker,
            Optional<Path> cgroup)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder().directory(directory.toFile()).inheritIO();
        builder.environment().putAll(environment);
        marker.into(builder.environment());
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                SCRIPT,
                "holdfast-launcher",
                Long.toString(ProcessHandle.current().pid()),
                cgroup.map(Path::toString).orElse("")));
        command.addAll(around(builder.environment(), executable));
        command.add(executable.toString());
        command.addAll(arguments);
        return builder.command(command).start();
    }

    /** Some shells drop variables whose names they could not use themselves; env(1) puts those back. */
    private static List<String> around(Map<String, String> environment, Path executable) throws IOException {
        List<String> odd = environment.keySet().stream()
                .filter(name -> !SHELL_NAME.matcher(name).matches())
                .sorted()
                .toList();
        if (odd.isEmpty()) {
            return List.of();
        }
        if (executable.toString().indexOf('=') >= 0) {
            throw new IOException("expected an executable without `=` in its path, since the environment holds `"
                    + odd.get(0) + "`, found `" + executable + "`; rename the one or unset the other");
        }
        List<String> command = new ArrayList<>(List.of("/usr/bin/env"));
        odd.forEach(name -> command.add(name + "=" + environment.remove(name)));
        return command;
    }
}
