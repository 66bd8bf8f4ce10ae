package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills everybody who carries a marker, until it is proven that nobody is left. The watchman runs it as a program of its own,
 * after the supervisor has died. Exits 0 with that proof, 1 if there was none within a minute.
 */
final class Sweep {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Duration REST = Duration.ofNanos(300_000);

    private Sweep() {}

    public static void main(String[] arguments) {
        String text = arguments[0];
        int colon = text.lastIndexOf(':');
        Marker marker = new Marker(text.substring(0, colon), text.substring(colon + 1));
        // Nobody is known, and nobody is too old to be a member.
        ProcStat none = new ProcStat(0, 'X', 0, 0, 0, 1, 0, 0, 0);
        boolean gone = swept(new MarkerEnclosure(Proc.system(), marker, none));
        Runtime.getRuntime().halt(gone ? 0 : 1);
    }

    private static boolean swept(MarkerEnclosure enclosure) {
        long begunNanos = System.nanoTime();
        int agreed = 0;
        while (agreed < enclosure.looksNeeded()) {
            agreed = enclosure.kill().gone() ? agreed + 1 : 0;
            if (System.nanoTime() - begunNanos > BOUND.toNanos()) {
                return false;
            }
            if (agreed == 0) {
                LockSupport.parkNanos(REST.toNanos());
            }
        }
        return true;
    }
}
