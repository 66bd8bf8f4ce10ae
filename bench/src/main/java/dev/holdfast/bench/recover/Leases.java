package dev.holdfast.bench.recover;

import dev.holdfast.record.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What leases the load has had, committed ones. Any thread. */
final class Leases {
    private static final int DIGITS = 3;

    private final Map<String, List<Held>> held = new HashMap<>();

    /**
     * A lease.
     *
     * @param came when, by the monotonic clock
     * @param ends until when it lasts, by the same: it counts from when its heartbeat was sent
     */
    private record Held(long came, long ends) {}

    synchronized void add(String execution, Lease lease, long sentNanos, long nanos) {
        long ends = sentNanos + Duration.ofMillis(lease.getDurationMillis()).toNanos();
        held.computeIfAbsent(execution, any -> new ArrayList<>()).add(new Held(nanos, ends));
    }

    /** How many executions have had one. */
    synchronized int executions() {
        return held.size();
    }

    /**
     * What became of leases since an instant.
     *
     * @param apart the longest time from one lease to the next, of each execution, in nanoseconds
     * @param left the least that was left of a lease when the next one came, in nanoseconds; below 0 when it had run out
     * @param ranOut how many executions were without one for a while
     */
    record Course(Histogram apart, long left, int ranOut) {}

    synchronized Course since(long nanos) {
        var apart = new Histogram(DIGITS);
        long left = Long.MAX_VALUE;
        int ranOut = 0;
        for (List<Held> leases : held.values()) {
            long longest = 0;
            long least = Long.MAX_VALUE;
            for (int index = 1; index < leases.size(); index++) {
                Held next = leases.get(index);
                if (next.came() > nanos) {
                    Held before = leases.get(index - 1);
                    longest = Math.max(longest, next.came() - before.came());
                    least = Math.min(least, before.ends() - next.came());
                }
            }
            Held last = leases.get(leases.size() - 1);
            least = Math.min(least, last.ends() - System.nanoTime());
            apart.recordValue(longest);
            left = Math.min(left, least);
            ranOut += least < 0 ? 1 : 0;
        }
        return new Course(apart, left, ranOut);
    }
}
