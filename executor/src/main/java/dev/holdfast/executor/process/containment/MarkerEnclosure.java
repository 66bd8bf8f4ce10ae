package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import dev.holdfast.executor.process.linux.Signal;
import dev.holdfast.executor.process.linux.Signals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    /** Two: a process can be born behind the place where a scan has already looked. */
    private static final int LOOKS_NEEDED = 2;

    /** How often a process with an empty environment is asked again; it may be in the middle of {@code execve}. */
    private static final int EMPTY_LOOKS_LIMIT = 4;

    private static final int TERMINATE_SCANS = 2;

    private final Proc proc;
    private final Signals signals;
    private final byte[] marker;
    private final long bornNotBeforeTicks;

    private Map<Long, ProcStat> members = Map.of();
    private final Map<Long, Stranger> strangers = new HashMap<>();
    private final Set<Known> stopOrdered = new HashSet<>();
    private final Set<Known> terminated = new HashSet<>();
    private final CpuLedger ledger = new CpuLedger();

    private record Known(long pid, long startTicks) {
        static Known of(ProcStat process) {
            return new Known(process.pid(), process.startTicks());
        }
    }

    private record Stranger(long startTicks, int emptyLooks) {}

    private enum Kinship {
        MEMBER,
        STRANGER,
        UNCLEAR
    }

    /**
     * An enclosure around a process that has just been started with the marker in its environment.
     *
     * @param first a reading of that process; nobody born before it can be a member
     */
    public MarkerEnclosure(Proc proc, Marker marker, ProcStat first) {
        this.proc = proc;
        this.signals = new Signals(proc);
        this.marker = marker.bytes();
        this.bornNotBeforeTicks = first.startTicks();
        this.members = Map.of(first.pid(), first);
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
        for (ProcStat child : members.values()) {
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
        return members.values().stream().filter(member -> !member.ended()).toList();
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
        return members.values().stream()
                .filter(member -> !member.ended())
                .map(ProcStat::pid)
                .toList();
    }

    /** Finds the members, handing each to {@code onMember} as it is met. Returns whether everybody could be told apart. */
    private boolean scan(Consumer<ProcStat> onMember) {
        Map<Long, ProcStat> found = new HashMap<>();
        Map<Long, ProcStat> others = new HashMap<>();
        Set<Long> unclear = new HashSet<>();
        for (long pid : proc.pids()) {
            ProcStat process = proc.stat(pid).orElse(null);
            if (process == null) {
                continue;
            }
            Kinship kinship = kinship(process);
            if (kinship == Kinship.MEMBER) {
                found.put(pid, process);
                onMember.accept(process);
            } else {
                others.put(pid, process);
                if (kinship == Kinship.UNCLEAR) {
                    unclear.add(pid);
                }
            }
        }
        adoptDescendants(found, others, onMember);
        unclear.removeAll(found.keySet());
        strangers.keySet().retainAll(others.keySet());
        members = Map.copyOf(found);
        ledger.record(members);
        return unclear.isEmpty();
    }

    private Kinship kinship(ProcStat process) {
        ProcStat known = members.get(process.pid());
        if (known != null && known.sameProcess(process)) {
            return Kinship.MEMBER;
        }
        boolean kernelThread = process.virtualBytes() == 0;
        if (process.startTicks() < bornNotBeforeTicks || process.ended() || kernelThread) {
            return Kinship.STRANGER;
        }
        Stranger before = strangers.get(process.pid());
        boolean seenBefore = before != null && before.startTicks() == process.startTicks();
        int emptyLooks = seenBefore && before != null ? before.emptyLooks() : 0;
        if (seenBefore && emptyLooks >= EMPTY_LOOKS_LIMIT) {
            return Kinship.STRANGER;
        }
        switch (proc.environmentHolds(process.pid(), marker)) {
            case YES:
                return Kinship.MEMBER;
            case NO:
                strangers.put(process.pid(), new Stranger(process.startTicks(), EMPTY_LOOKS_LIMIT));
                return Kinship.STRANGER;
            case EMPTY:
            case UNREADABLE:
            default:
                strangers.put(process.pid(), new Stranger(process.startTicks(), emptyLooks + 1));
                return Kinship.UNCLEAR;
        }
    }

    private static void adoptDescendants(
            Map<Long, ProcStat> found, Map<Long, ProcStat> others, Consumer<ProcStat> onMember) {
        boolean grew = true;
        while (grew) {
            List<ProcStat> children = others.values().stream()
                    .filter(other -> found.containsKey(other.parent()))
                    .toList();
            for (ProcStat child : children) {
                others.remove(child.pid());
                found.put(child.pid(), child);
                onMember.accept(child);
            }
            grew = !children.isEmpty();
        }
    }
}
