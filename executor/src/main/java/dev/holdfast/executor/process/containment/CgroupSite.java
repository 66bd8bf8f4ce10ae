package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.Proc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The place where control groups may be made: below the supervisor's own. */
public final class CgroupSite {
    private static final List<String> FILES_NEEDED = List.of("cgroup.procs", "cgroup.freeze", "cgroup.kill");
    private static final String V2_PREFIX = "0::";
    private static final int MOUNT_ROOT = 3;
    private static final int MOUNT_POINT = 4;

    private final Proc proc;

    public CgroupSite(Proc proc) {
        this.proc = proc;
    }

    /** What came of the wish for a control group. */
    public sealed interface Opening {
        /** A group was made; whoever asked must remove it. */
        record Opened(CgroupEnclosure enclosure) implements Opening {}

        /** None can be made here; {@code reason} says why, in words for a person. Choose the marker. */
        record NotPermitted(String reason) implements Opening {}
    }

    /** Makes a group of this name if everything needed to govern processes through it is there and writable. */
    public Opening open(String name) {
        try {
            Optional<Path> mount = own();
            if (mount.isEmpty()) {
                return new Opening.NotPermitted(
                        "no cgroup v2 hierarchy with our own group in it was found in /proc/self/mountinfo");
            }
            Path own = mount.get();
            if (!Files.isWritable(own) || !Files.isWritable(own.resolve("cgroup.procs"))) {
                return new Opening.NotPermitted("cgroup `" + own + "` is not writable by this user");
            }
            Path directory = Files.createDirectory(own.resolve(name));
            String lack = lackOf(directory);
            if (lack != null) {
                Files.delete(directory);
                return new Opening.NotPermitted(lack);
            }
            return new Opening.Opened(new CgroupEnclosure(proc, directory));
        } catch (IOException refused) {
            return new Opening.NotPermitted("making a cgroup failed: " + refused);
        }
    }

    private static @Nullable String lackOf(Path directory) throws IOException {
        for (String file : FILES_NEEDED) {
            if (!Files.isWritable(directory.resolve(file))) {
                return "`" + file + "` is missing or not writable in a new cgroup (Linux 5.14 has it)";
            }
        }
        String type = Files.readString(directory.resolve("cgroup.type")).strip();
        return type.equals("domain") ? null : "a new cgroup is of type `" + type + "`, expected `domain`";
    }

    private Optional<Path> own() throws IOException {
        Path self = proc.root().resolve("self");
        String path = Files.readAllLines(self.resolve("cgroup"), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(V2_PREFIX))
                .map(line -> line.substring(V2_PREFIX.length()))
                .findFirst()
                .orElse(null);
        if (path == null) {
            return Optional.empty();
        }
        for (String line : Files.readAllLines(self.resolve("mountinfo"), StandardCharsets.UTF_8)) {
            String[] sides = line.split(" - ", 2);
            String[] fields = sides[0].split(" ");
            if (sides.length == 2 && sides[1].startsWith("cgroup2 ") && fields.length > MOUNT_POINT) {
                String root = unescaped(fields[MOUNT_ROOT]);
                String prefix = root.equals("/") ? "" : root;
                if ((path + "/").startsWith(prefix + "/")) {
                    Path own = Path.of(unescaped(fields[MOUNT_POINT]) + path.substring(prefix.length()));
                    if (Files.isDirectory(own)) {
                        return Optional.of(own);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Mount tables write blanks and backslashes as three octal digits. */
    private static String unescaped(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
