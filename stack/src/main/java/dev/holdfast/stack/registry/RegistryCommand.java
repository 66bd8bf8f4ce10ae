package dev.holdfast.stack.registry;

import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.StackStartException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command that starts the registry, wrapped so that it ends with its parent. */
final class RegistryCommand {
    private static final String KEEPER = "keep.sh";

    private RegistryCommand() {}

    /** A process ready to start; its standard input is the line whose end stops the registry. */
    static ProcessBuilder of(RegistryHome home, @Nullable Path dataDirectory, Path workDirectory, Path log, int port) {
        Path archive = home.archive();
        boolean record = !Files.exists(archive) && Files.isWritable(home.directory());
        Path part =
                home.directory().resolve("classes-" + ProcessHandle.current().pid() + "-" + port + ".part");

        // In a session of its own: a Ctrl-C in the parent's terminal is for the parent, which has things to write down
        // first.
        List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", keeper(), "holdfast-registry"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        // Measured: ready after 1.2 s with the archive instead of 2.9 s; recording one makes that one stop take 3 s.
        command.addAll(List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:class+path=off"));
        if (record) {
            command.add("-XX:ArchiveClassesAtExit=" + part);
        } else if (Files.exists(archive)) {
            command.add("-XX:SharedArchiveFile=" + archive);
        }
        command.add("-Djava.io.tmpdir=" + workDirectory);
        command.add("-Dquarkus.http.host=" + FreePorts.LOOPBACK);
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dapicurio.datasource.jdbc.initial-size=2");
        command.add("-Dapicurio.datasource.jdbc.min-size=1");
        if (dataDirectory != null) {
            command.add("-Dapicurio.datasource.url=jdbc:h2:file:" + dataDirectory.resolve("registry"));
        }
        command.addAll(List.of("-jar", home.jar().toString()));

        ProcessBuilder builder = new ProcessBuilder(command)
                // Not ours: the registry would read settings from there.
                .directory(workDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("APICURIO_"));
        builder.environment().put("ARCHIVE", archive.toString());
        builder.environment().put("ARCHIVE_PART", record ? part.toString() : "");
        return builder;
    }

    private static String keeper() {
        try (InputStream script = RegistryCommand.class.getResourceAsStream(KEEPER)) {
            if (script == null) {
                throw new StackStartException(
                        "expected the resource " + KEEPER
                                + " beside this class, found none; build the stack module again",
                        null);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StackStartException("the resource " + KEEPER + " could not be read: " + e, e);
        }
    }
}
