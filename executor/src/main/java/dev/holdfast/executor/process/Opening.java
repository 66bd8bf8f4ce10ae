package dev.holdfast.executor.process;

import dev.holdfast.executor.process.LaunchException.Reason;
import dev.holdfast.executor.process.containment.CgroupEnclosure;
import dev.holdfast.executor.process.containment.CgroupSite;
import dev.holdfast.executor.process.containment.Enclosure;
import dev.holdfast.executor.process.containment.Launcher;
import dev.holdfast.executor.process.containment.Marker;
import dev.holdfast.executor.process.containment.MarkerEnclosure;
import dev.holdfast.executor.process.containment.Watchman;
import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tree at its start: the program runs, enclosed, and the watchman stands.
 *
 * @param main the first process
 * @param enclosure all of them
 * @param watchman ends them if this JVM dies
 */
record Opening(Process main, Enclosure enclosure, Watchman watchman) {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** How long the launcher may take to enter its control group. Measured: 1 to 3 ms. */
    private static final Duration ENTRY_BOUND = Duration.ofSeconds(10);

    private static final Duration ENTRY_REST = Duration.ofNanos(200_000);

    static Opening of(Launch launch) throws LaunchException {
        Path executable = launch.executable();
        Proc proc = Proc.system();
        Marker marker = Marker.fresh(launch.executionId());
        CgroupEnclosure cgroup = cgroup(launch.containment(), marker, proc);
        Watchman watchman = null;
        Process main = null;
        try {
            Optional<Path> directory = Optional.ofNullable(cgroup).map(CgroupEnclosure::directory);
            watchman = Watchman.start(marker, directory);
            main = Launcher.launch(
                    executable,
                    launch.command().subList(1, launch.command().size()),
                    launch.directory(),
                    launch.environment(),
                    marker,
                    directory);
            Enclosure enclosure = cgroup == null ? marked(proc, marker, main) : entered(cgroup, main);
            return new Opening(main, enclosure, watchman);
        } catch (IOException refused) {
            undo(cgroup, watchman, main);
            if (refused instanceof LaunchException launchRefused) {
                throw launchRefused;
            }
            throw new LaunchException(
                    Reason.NOT_STARTED,
                    "starting `" + executable + "` failed: " + refused.getMessage() + "; nothing was left running",
                    refused);
        }
    }

    private static @Nullable CgroupEnclosure cgroup(Containment wanted, Marker marker, Proc proc)
            throws LaunchException {
        if (wanted == Containment.MARKER) {
            return null;
        }
        CgroupSite.Opening opening = new CgroupSite(proc).open("holdfast-" + marker.nonce());
        if (opening instanceof CgroupSite.Opening.Opened opened) {
            return opened.enclosure();
        }
        String reason =
                opening instanceof CgroupSite.Opening.NotPermitted notPermitted ? notPermitted.reason() : "unknown";
        if (wanted == Containment.CGROUP) {
            throw new LaunchException(
                    Reason.NOT_CONTAINED,
                    "expected to make a cgroup for the execution, " + reason
                            + "; have one delegated to this user, or choose another containment");
        }
        LOG.info("containment by marker: executionId={} reason={}", marker.executionId(), reason);
        return null;
    }

    private static MarkerEnclosure marked(Proc proc, Marker marker, Process main) throws LaunchException {
        // Its parent, this JVM, collects an ended child at any moment; then there is no reading to start from.
        ProcStat first = proc.stat(main.pid())
                .or(() -> proc.stat(ProcessHandle.current().pid()).map(self -> bornWith(self, main.pid())))
                .orElseThrow(() -> new LaunchException(
                        Reason.NOT_CONTAINED, "expected to read /proc, found nothing there; mount it"));
        return new MarkerEnclosure(proc, marker, first);
    }

    /** Stands for a process that has ended already: no living one is taken for it, and nobody is too old to be a member. */
    private static ProcStat bornWith(ProcStat supervisor, long pid) {
        return new ProcStat(pid, 'X', 0, 0, 0, 1, supervisor.startTicks(), 0, 0);
    }

    private static CgroupEnclosure entered(CgroupEnclosure cgroup, Process main) throws LaunchException {
        try (Patience patience = new Patience()) {
            while (!cgroup.entered(main.pid())) {
                boolean ended = !main.isAlive();
                if (ended && cgroup.entered(main.pid())) {
                    break;
                }
                if (ended || patience.past(ENTRY_BOUND)) {
                    throw new LaunchException(
                            Reason.NOT_CONTAINED,
                            "expected the program to enter cgroup `" + cgroup.directory() + "` within " + ENTRY_BOUND
                                    + ", it did not (exit code " + (ended ? main.exitValue() : "none")
                                    + "); choose another containment");
                }
                patience.rest(ENTRY_REST);
            }
        }
        return cgroup;
    }

    private static void undo(@Nullable CgroupEnclosure cgroup, @Nullable Watchman watchman, @Nullable Process main) {
        if (main != null) {
            main.destroyForcibly();
        }
        if (watchman != null) {
            watchman.unleash(); // whoever got as far as to run ends here, and the cgroup with him
        } else if (cgroup != null && !cgroup.remove()) {
            LOG.warn("a cgroup was left behind: directory={}", cgroup.directory());
        }
    }
}
