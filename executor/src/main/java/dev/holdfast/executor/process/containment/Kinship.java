package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells members from strangers, and remembers both: a member stays one whatever it does to its environment, and a
 * stranger need not be asked again. Both by pid and start time. Not safe for use by several threads.
 */
final class Kinship {
    /** How often a process with an empty environment is asked again; it may be in the middle of {@code execve}. */
    private static final int EMPTY_LOOKS_LIMIT = 4;

    private final Proc proc;
    private final byte[] marker;
    private final long bornNotBeforeTicks;
    private final Map<Long, Stranger> strangers = new HashMap<>();
    private Map<Long, ProcStat> members;

    private record Stranger(long startTicks, int emptyLooks) {}

    /** What a process is to the execution. */
    enum Standing {
        MEMBER,
        STRANGER,
        /** It may be either. */
        UNCLEAR
    }

    Kinship(Proc proc, Marker marker, ProcStat first) {
        this.proc = proc;
        this.marker = marker.bytes();
        this.bornNotBeforeTicks = first.startTicks();
        this.members = Map.of(first.pid(), first);
    }

    Map<Long, ProcStat> members() {
        return members;
    }

    /** What a scan found: everybody else is forgotten, so that the memory does not outgrow the process table. */
    void remember(Map<Long, ProcStat> found, Map<Long, ProcStat> others) {
        members = Map.copyOf(found);
        strangers.keySet().retainAll(others.keySet());
    }

    Standing of(ProcStat process) {
        ProcStat known = members.get(process.pid());
        if (known != null && known.sameProcess(process)) {
            return Standing.MEMBER;
        }
        boolean kernelThread = process.virtualBytes() == 0;
        if (process.startTicks() < bornNotBeforeTicks || process.ended() || kernelThread) {
            return Standing.STRANGER;
        }
        Stranger before = strangers.get(process.pid());
        int emptyLooks = before != null && before.startTicks() == process.startTicks() ? before.emptyLooks() : 0;
        if (emptyLooks >= EMPTY_LOOKS_LIMIT) {
            return Standing.STRANGER;
        }
        switch (proc.environmentHolds(process.pid(), marker)) {
            case YES:
                return Standing.MEMBER;
            case NO:
                strangers.put(process.pid(), new Stranger(process.startTicks(), EMPTY_LOOKS_LIMIT));
                return Standing.STRANGER;
            case EMPTY:
            case UNREADABLE:
            default:
                strangers.put(process.pid(), new Stranger(process.startTicks(), emptyLooks + 1));
                return Standing.UNCLEAR;
        }
    }
}
