package dev.holdfast.stack.registry;

import dev.holdfast.stack.host.StackStartException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the registry's program is unpacked. */
record RegistryHome(Path directory, Path jar) {
    /** The system property that names the directory; it goes before everything else. */
    static final String PROPERTY = "holdfast.registry.home";

    private static final String JAR_SUFFIX = "-runner.jar";

    /**
     * The directory that the property names, else the {@code registry} directory beside the class directory or the archive this
     * class comes from: the build unpacks it there.
     */
    static RegistryHome locate(@Nullable String property) {
        Path directory = property == null ? besideOurCode() : Path.of(property);
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().endsWith(JAR_SUFFIX))
                    .toList();
            if (jars.size() == 1) {
                return new RegistryHome(directory.toAbsolutePath(), jars.get(0).toAbsolutePath());
            }
            throw missing(directory, jars.size() + " files `*" + JAR_SUFFIX + "`", null);
        } catch (IOException e) {
            throw missing(directory, e.toString(), e);
        }
    }

    /** Where classes of the registry are kept in the form this virtual machine maps at start. */
    Path archive() {
        String machine = System.getProperty("java.vm.version", "unknown").replaceAll("[^A-Za-z0-9.+-]", "_");
        return directory.resolve("classes-" + machine + ".jsa");
    }

    private static Path besideOurCode() {
        try {
            Path code = Path.of(RegistryHome.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return code.resolveSibling("registry");
        } catch (URISyntaxException e) {
            throw new StackStartException(
                    "expected this program's code in a file, found " + e.getInput() + "; set -D" + PROPERTY, e);
        }
    }

    private static StackStartException missing(Path directory, String found, @Nullable IOException cause) {
        return new StackStartException(
                "expected the schema registry unpacked in `" + directory + "` with one `*" + JAR_SUFFIX + "`, found "
                        + found + "; build the stack module (mvn package), or name the directory with -D" + PROPERTY,
                cause);
    }
}
