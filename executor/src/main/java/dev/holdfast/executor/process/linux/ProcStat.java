package dev.holdfast.executor.process.linux;

import com.sun.jna.NativeLong;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One reading of {@code /proc/PID/stat} (proc_pid_stat(5)). Pid and start time together name a process for as long as
 * the machine is up; the pid alone does not.
 *
 * @param pid process id
 * @param state one letter: R, S, D, T, t, Z, X, I ...; that of the first thread
 * @param parent pid of the parent now
 * @param ownTicks processor time of all its threads, in clock ticks
 * @param reapedTicks processor time of the children it has waited for, in clock ticks
 * @param threads number of threads
 * @param startTicks when it started, in clock ticks since boot
 * @param virtualBytes size of its address space; 0 for kernel threads and zombies
 * @param residentPages pages in memory
 */
public record ProcStat(
        long pid,
        char state,
        long parent,
        long ownTicks,
        long reapedTicks,
        int threads,
        long startTicks,
        long virtualBytes,
        long residentPages) {
    private static final int FIELDS_NEEDED = 22;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final long PAGE_BYTES = configured(LibC.SC_PAGE_SIZE, 4096);
    private static final long TICKS_PER_SECOND = configured(LibC.SC_CLOCK_TICKS, 100);

    /** Reads the text of a stat file; empty if it is cut short, as it can be while its process vanishes. */
    public static Optional<ProcStat> parse(byte[] text, int length) {
        String line = new String(text, 0, length, StandardCharsets.ISO_8859_1);
        int open = line.indexOf(" (");
        int close = line.lastIndexOf(')'); // the name in between may itself hold spaces and parentheses
        if (open < 0 || close < open || close + 2 > line.length()) {
            return Optional.empty();
        }
        String[] fields = line.substring(close + 2).split(" ", FIELDS_NEEDED + 1);
        if (fields.length < FIELDS_NEEDED || fields[0].length() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcStat(
                    Long.parseLong(line.substring(0, open)),
                    fields[0].charAt(0),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14]),
                    Integer.parseInt(fields[17]),
                    Long.parseLong(fields[19]),
                    Long.parseUnsignedLong(fields[20]),
                    Long.parseLong(fields[21].strip())));
        } catch (NumberFormatException cutShort) {
            return Optional.empty();
        }
    }

    /** Whether both readings are of one process, and not of two owners of one pid. */
    public boolean sameProcess(ProcStat other) {
        return pid == other.pid && startTicks == other.startTicks;
    }

    /** Ended; what is left is an entry that its parent has not collected. A first thread that ended before others is not. */
    public boolean ended() {
        return state == 'X' || state == 'Z' && threads <= 1;
    }

    /** Own and reaped processor time, in clock ticks. */
    public long ticks() {
        return ownTicks + reapedTicks;
    }

    /** Memory in use now, in bytes. */
    public long residentBytes() {
        return residentPages * PAGE_BYTES;
    }

    /** Clock ticks as milliseconds. */
    public static long millis(long ticks) {
        return ticks * MILLIS_PER_SECOND / TICKS_PER_SECOND;
    }

    private static long configured(int name, long otherwise) {
        NativeLong value = LibC.sysconf(name);
        return value.longValue() > 0 ? value.longValue() : otherwise;
    }
}
