package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import dev.holdfast.executor.process.linux.Signal;
import dev.holdfast.executor.process.linux.Signals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Members found by scanning the process table: whoever carries the marker in the environment, whoever descends from a
 * member, and whoever was a member before. Works for every user, on every Linux.
 *
 * <p>A signal is sent the moment its target is met, not after the scan: in a tree that forks quickly a process may live
 * for less than a scan.
 */
public final class MarkerEnclosure implements Enclosure {
    /** Two: between them no pid was given out that was not accounted for (see {@link Scan}). */
    private static final int LOOKS_NEEDED = 2;

    private static final int TERMINATE_SCANS = 2;

    private final Proc proc;
    private final Signals signals;
    private final Kinship kinship;
    private final Set<Known> stopOrdered = new HashSet<>();
    private final Set<Known> terminated = new HashSet<>();
    private final CpuLedger ledger = new CpuLedger();
    private OptionalLong accountedFor;

    private record Known(long pid, long startTicks) {
        static Known of(ProcStat process) {
            return new Known(process.pid(), process.startTicks());
        }
    }

    /**
     * An enclosure around a process that has just been started with the marker in its environment.
     *
     * @param first a reading of that process; nobody born before it can be a member
     */
    public MarkerEnclosure(Proc proc, Marker marker, ProcStat first) {
        this.proc = proc;
        this.signals = new Signals(proc);
        this.kinship = new Kinship(proc, marker, first);
        this.accountedFor = proc.lastPid();
    }

    @Override
    public int looksNeeded() {
        return LOOKS_NEEDED;
    }

    @Override
    public synchronized Sighting look() {
        boolean clear = scan(member -> {});
        return new Sighting(alive(), List.of(), clear);
    }

    @Override
    public synchronized Sighting stop() {
        List<ProcStat> moving = new ArrayList<>();
        boolean clear = scan(member -> {
            if (!member.ended() && !proc.stopped(member)) {
                moving.add(member);
                signals.send(member, Signal.STOP);
            }
        });
        for (ProcStat member : moving) {
            if (!stopOrdered.add(Known.of(member))) {
                freeForkingParent(member);
            }
        }
        return new Sighting(alive(), moving.stream().map(ProcStat::pid).toList(), clear);
    }

    /**
     * A process that has called {@code vfork} cannot stop until its child has called {@code execve} or ended, and the child
     * cannot do so while it is stopped. Such a child, told by having its parent's address space, is let go on; the next
     * scan stops it again.
     */
    private void freeForkingParent(ProcStat parent) {
        for (ProcStat child : kinship.members().values()) {
            if (child.parent() == parent.pid()
                    && child.state() == 'T'
                    && child.threads() == 1
                    && child.virtualBytes() == parent.virtualBytes()) {
                signals.send(child, Signal.CONTINUE);
            }
        }
    }

    @Override
    public synchronized Sighting resume() {
        stopOrdered.clear();
        List<Long> stopped = new ArrayList<>();
        boolean clear = scan(member -> {
            if (member.state() == 'T') {
                stopped.add(member.pid());
                signals.send(member, Signal.CONTINUE);
            }
        });
        return new Sighting(alive(), stopped, clear);
    }

    @Override
    public synchronized void terminate() {
        stopOrdered.clear();
        for (int scans = 0; scans < TERMINATE_SCANS; scans++) {
            scan(member -> {
                if (terminated.add(Known.of(member))) {
                    signals.send(member, Signal.TERMINATE);
                    signals.send(member, Signal.CONTINUE);
                }
            });
        }
    }

    @Override
    public synchronized Sighting kill() {
        boolean clear = scan(member -> {
            if (!member.ended()) {
                signals.send(member, Signal.KILL);
            }
        });
        return new Sighting(alive(), alive(), clear);
    }

    @Override
    public synchronized List<ProcStat> members() {
        scan(member -> {});
        return kinship.members().values().stream()
                .filter(member -> !member.ended())
                .toList();
    }

    @Override
    public synchronized long cpuMillis() {
        return ProcStat.millis(ledger.ticks());
    }

    @Override
    public boolean remove() {
        return true;
    }

    private List<Long> alive() {
        return kinship.members().values().stream()
                .filter(member -> !member.ended())
                .map(ProcStat::pid)
                .toList();
    }

    private boolean scan(Consumer<ProcStat> onMember) {
        Scan.Result result = new Scan(proc, kinship, onMember).run(accountedFor);
        accountedFor = result.accountedFor();
        ledger.record(kinship.members());
        return result.clear();
    }
}
