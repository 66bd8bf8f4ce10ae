package dev.holdfast.executor.process.containment;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small process that outlives its supervisor and ends the tree. It stands in a session of its own, carries no
 * marker, and reads from a pipe that only the supervisor holds open: when the supervisor dies, in whatever way, the
 * pipe closes, and it kills the control group and everybody who carries the marker, until nobody is found. Under the
 * marker a {@link Sweep} then proves it.
 *
 * <p>Started before the tree, so that there is no moment without it. Any thread.
 */
public final class Watchman {
    private static final Logger LOG = LoggerFactory.getLogger(Watchman.class);
    private static final String SCRIPT = script();
    private static final String RELEASE = "done\n";

    private final Process process;
    private final CompletableFuture<Integer> lost = new CompletableFuture<>();
    private volatile boolean dismissed;

    private Watchman(Process process) {
        this.process = process;
    }

    /**
     * Starts a watchman.
     *
     * @throws IOException if setsid(1) or /bin/sh could not be started: install util-linux or busybox
     */
    public static Watchman start(Marker marker, Optional<Path> cgroup) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "setsid",
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "holdfast-watchman",
                        marker.text(),
                        cgroup.map(Path::toString).orElse(""),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        absolute(System.getProperty("java.class.path")))
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        String path = builder.environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        Watchman watchman = new Watchman(builder.start());
        watchman.process.onExit().thenAccept(watchman::ended);
        return watchman;
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Completes with its exit code if it ends without having been dismissed: the tree is then unguarded. */
    public CompletableFuture<Integer> lost() {
        return lost.copy();
    }

    /** Lets it go without killing anybody: the tree is known to be gone. */
    public void release() {
        dismissed = true;
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write(RELEASE.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException alreadyGone) {
            LOG.debug("watchman was gone before it was released: pid={}", pid(), alreadyGone);
        }
    }

    /** Sets it on the tree now, as if the supervisor had died. */
    public void unleash() {
        dismissed = true;
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            LOG.debug("watchman was gone before it was set loose: pid={}", pid(), alreadyGone);
        }
    }

    private void ended(Process gone) {
        if (!dismissed) {
            lost.complete(gone.exitValue());
        }
    }

    /** The watchman stands in another directory. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(element -> Path.of(element).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String script() {
        try (InputStream resource = Watchman.class.getResourceAsStream("watchman.sh")) {
            if (resource == null) {
                throw new IllegalStateException(
                        "expected `watchman.sh` beside this class, found none; rebuild the module");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
