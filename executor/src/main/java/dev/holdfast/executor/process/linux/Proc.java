package dev.holdfast.executor.process.linux;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the process table. Whatever vanishes while it is read counts as absent. Any thread. */
public final class Proc {
    /** Whether an environment holds some text. */
    public enum Holding {
        YES,
        NO,
        /** Empty: ended, a kernel thread, started without environment, or in the middle of {@code execve}; ask again. */
        EMPTY,
        /** It belongs to another user. */
        UNREADABLE
    }

    private static final int STAT_LIMIT_BYTES = 2048;
    private static final int PID_LIMIT_BYTES = 32;
    private static final String GROUP_FIELD = "Tgid:";
    private static final int CHUNK_BYTES = 32 * 1024;

    /** The kernel lets arguments and environment together take 6 MiB at most (three quarters of an 8 MiB stack). */
    private static final int ENVIRONMENT_LIMIT_BYTES = 8 * 1024 * 1024;

    private final Path root;

    private Proc(Path root) {
        this.root = root;
    }

    /** The machine's own process table. */
    public static Proc system() {
        return new Proc(Path.of("/proc"));
    }

    /** A process table elsewhere, laid out the same way. */
    public static Proc at(Path root) {
        return new Proc(root);
    }

    /** Where it is mounted. */
    public Path root() {
        return root;
    }

    /**
     * All pids, highest first: in a tree that forks while it is being stopped, the newest process is the one that may be
     * gone a moment later, so it is met first.
     */
    public long[] pids() {
        String[] names = root.toFile().list();
        if (names == null) {
            return new long[0];
        }
        long[] ascending = Arrays.stream(names)
                .filter(name -> !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9'))
                .mapToLong(Long::parseLong)
                .sorted()
                .toArray();
        for (int low = 0, high = ascending.length - 1; low < high; low++, high--) {
            long kept = ascending[low];
            ascending[low] = ascending[high];
            ascending[high] = kept;
        }
        return ascending;
    }

    /** What is known of a process now; empty if there is none. */
    public Optional<ProcStat> stat(long pid) {
        return statAt(root + "/" + pid + "/stat");
    }

    /**
     * The pid or thread id given out last in this pid namespace; empty if the kernel does not tell (it does with
     * CONFIG_CHECKPOINT_RESTORE, which distributions have).
     */
    public OptionalLong lastPid() {
        byte[] text = new byte[PID_LIMIT_BYTES];
        try (InputStream file = new FileInputStream(root + "/sys/kernel/ns_last_pid")) {
            int length = file.read(text);
            return OptionalLong.of(
                    Long.parseLong(new String(text, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip()));
        } catch (IOException | NumberFormatException untold) {
            return OptionalLong.empty();
        }
    }

    /** Whether this id is that of a further thread of some process, and not of a process. False if it is of neither. */
    public boolean isThread(long id) {
        try {
            return Files.readAllLines(root.resolve(Long.toString(id)).resolve("status"), StandardCharsets.ISO_8859_1)
                    .stream()
                    .filter(line -> line.startsWith(GROUP_FIELD))
                    .anyMatch(line ->
                            Long.parseLong(line.substring(GROUP_FIELD.length()).strip()) != id);
        } catch (IOException vanished) {
            return false;
        }
    }

    /**
     * Whether every thread of the process was just seen stopped or ended. The state in {@link ProcStat} is that of the
     * first thread alone; others may still be on their way to the stop.
     */
    public boolean stopped(ProcStat process) {
        if (!still(process.state())) {
            return false;
        }
        if (process.threads() <= 1) {
            return true;
        }
        String tasks = root + "/" + process.pid() + "/task";
        String[] threads = new File(tasks).list();
        if (threads == null) {
            return true;
        }
        for (String thread : threads) {
            Optional<ProcStat> stat = statAt(tasks + "/" + thread + "/stat");
            if (stat.isPresent() && !still(stat.get().state())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the environment that the process was started with holds these bytes. */
    public Holding environmentHolds(long pid, byte[] wanted) {
        byte[] chunk = new byte[CHUNK_BYTES];
        int kept = 0;
        long total = 0;
        try (InputStream file = new FileInputStream(root + "/" + pid + "/environ")) {
            for (int read = file.read(chunk); read > 0; read = file.read(chunk, kept, chunk.length - kept)) {
                total += read;
                int filled = kept + read;
                if (indexOf(chunk, filled, wanted) >= 0) {
                    return Holding.YES;
                }
                if (total > ENVIRONMENT_LIMIT_BYTES) {
                    return Holding.NO;
                }
                kept = Math.min(filled, wanted.length - 1);
                System.arraycopy(chunk, filled - kept, chunk, 0, kept);
            }
            return total == 0 ? Holding.EMPTY : Holding.NO;
        } catch (IOException vanishedOrForbidden) {
            return new File(root + "/" + pid).exists() ? Holding.UNREADABLE : Holding.EMPTY;
        }
    }

    private static boolean still(char state) {
        return state == 'T' || state == 't' || state == 'Z' || state == 'X';
    }

    private static Optional<ProcStat> statAt(String file) {
        byte[] text = new byte[STAT_LIMIT_BYTES];
        try (InputStream in = new FileInputStream(file)) {
            int length = in.read(text);
            return length <= 0 ? Optional.empty() : ProcStat.parse(text, length);
        } catch (IOException vanished) {
            return Optional.empty();
        }
    }

    private static int indexOf(byte[] text, int length, byte[] wanted) {
        for (int at = 0; at + wanted.length <= length; at++) {
            if (text[at] == wanted[0] && Arrays.equals(text, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
