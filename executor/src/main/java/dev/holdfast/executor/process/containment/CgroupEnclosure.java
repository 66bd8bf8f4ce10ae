package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import dev.holdfast.executor.process.linux.Signal;
import dev.holdfast.executor.process.linux.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members of one control group, version 2 (Linux 5.14 or later, for {@code cgroup.kill}). The kernel itself keeps the
 * membership, freezes and kills all at once, and says when it is done.
 */
public final class CgroupEnclosure implements Enclosure {
    private static final Logger LOG = LoggerFactory.getLogger(CgroupEnclosure.class);
    private static final int LOOKS_NEEDED = 1;
    private static final int TERMINATE_SCANS = 2;
    private static final int DEPTH_LIMIT = 32;

    private final Proc proc;
    private final Signals signals;
    private final Path directory;
    private final Set<Long> terminated = new HashSet<>();
    private long highestCpuMillis;

    CgroupEnclosure(Proc proc, Path directory) {
        this.proc = proc;
        this.signals = new Signals(proc);
        this.directory = directory;
    }

    /** The control group's directory. */
    public Path directory() {
        return directory;
    }

    /** Whether this process, or one before it, has been in the group. */
    public boolean entered(long pid) {
        return pids().contains(pid) || usageMicros().orElse(0L) > 0;
    }

    @Override
    public int looksNeeded() {
        return LOOKS_NEEDED;
    }

    @Override
    public Sighting look() {
        Optional<Boolean> populated = event("populated");
        if (populated.isEmpty()) {
            return unseen();
        }
        List<Long> pids = populated.get() ? pids() : List.of();
        // The list can be empty while processes come and go; only the event says that nobody is left.
        return new Sighting(pids, List.of(), !populated.get() || !pids.isEmpty());
    }

    @Override
    public Sighting stop() {
        if (!order("cgroup.freeze", "1")) {
            return unseen();
        }
        Optional<Boolean> frozen = event("frozen");
        if (frozen.isEmpty()) {
            return unseen();
        }
        Sighting now = look();
        boolean still = frozen.get() || now.gone();
        return new Sighting(now.alive(), still ? List.of() : now.alive(), now.clear());
    }

    @Override
    public Sighting resume() {
        if (!order("cgroup.freeze", "0")) {
            return unseen();
        }
        Optional<Boolean> frozen = event("frozen");
        Sighting now = look();
        return new Sighting(
                now.alive(), frozen.orElse(true) ? now.alive() : List.of(), now.clear() && frozen.isPresent());
    }

    @Override
    public synchronized void terminate() {
        for (int scans = 0; scans < TERMINATE_SCANS; scans++) {
            for (ProcStat member : members()) {
                if (terminated.add(member.pid())) {
                    signals.send(member, Signal.TERMINATE);
                    signals.send(member, Signal.CONTINUE);
                }
            }
            order("cgroup.freeze", "0");
        }
    }

    @Override
    public Sighting kill() {
        if (!order("cgroup.kill", "1")) {
            return unseen();
        }
        Sighting now = look();
        return new Sighting(now.alive(), now.alive(), now.clear());
    }

    @Override
    public List<ProcStat> members() {
        return pids().stream().flatMap(pid -> proc.stat(pid).stream()).toList();
    }

    @Override
    public synchronized long cpuMillis() {
        highestCpuMillis = Math.max(highestCpuMillis, usageMicros().orElse(0L) / 1000);
        return highestCpuMillis;
    }

    @Override
    public boolean remove() {
        for (Path group : groups().sorted(Comparator.reverseOrder()).toList()) {
            try {
                Files.deleteIfExists(group);
            } catch (IOException stillInUse) {
                return false;
            }
        }
        return true;
    }

    /** What can be said when the group's files cannot be read: nothing; nobody may claim anything from it. */
    private Sighting unseen() {
        List<Long> pids = pids();
        return new Sighting(pids, pids, !Files.exists(directory));
    }

    private Optional<Long> usageMicros() {
        return valueOf(directory.resolve("cpu.stat"), "usage_usec");
    }

    private Optional<Boolean> event(String name) {
        return valueOf(directory.resolve("cgroup.events"), name).map(value -> value != 0);
    }

    private boolean order(String file, String value) {
        try {
            Files.writeString(directory.resolve(file), value, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
            return true;
        } catch (IOException refused) {
            if (Files.exists(directory)) {
                LOG.error("could not write to control group: file={} value={}", file, value, refused);
            }
            return false;
        }
    }

    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        groups().forEach(group -> lines(group.resolve("cgroup.procs")).stream()
                .map(Long::valueOf)
                .filter(pid -> pid > 0) // 0 stands for a process outside our pid namespace
                .forEach(pids::add));
        return pids;
    }

    /** The group and those that programs in it have made below it. */
    private Stream<Path> groups() {
        try (Stream<Path> all = Files.walk(directory, DEPTH_LIMIT)) {
            return all.filter(Files::isDirectory).toList().stream();
        } catch (IOException | java.io.UncheckedIOException vanished) {
            return Stream.of(directory);
        }
    }

    private static Optional<Long> valueOf(Path file, String name) {
        String prefix = name + " ";
        return lines(file).stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> Long.valueOf(line.substring(prefix.length())))
                .findFirst();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException removed) {
            return List.of();
        } catch (IOException unreadable) {
            LOG.debug("could not read from control group: file={}", file, unreadable);
            return List.of();
        }
    }
}
