package dev.holdfast.executor.process.containment;

import dev.holdfast.executor.process.linux.ProcStat;
import java.util.HashMap;
import java.util.Map;

/**
 * Adds up the processor time of a tree out of readings of its members, keeping what ended members had used.
 *
 * <p>The kernel adds a child's time to its parent's when the parent waits for it. So a vanished child counts from here
 * only as far as its parent's reading has not grown by as much. What a process used between its last reading and its end, when no
 * parent in the tree waited for it, is lost: the sum is a lower bound. Not safe for use by several threads.
 */
final class CpuLedger {
    private Map<Long, ProcStat> last = Map.of();
    private long departedTicks;
    private long highestTicks;

    /** Takes new readings of all members, by pid. */
    void record(Map<Long, ProcStat> now) {
        Map<Long, Long> vanishedByParent = new HashMap<>();
        for (ProcStat before : last.values()) {
            ProcStat current = now.get(before.pid());
            if (current == null || !current.sameProcess(before)) {
                vanishedByParent.merge(before.parent(), before.ticks(), Long::sum);
            }
        }
        vanishedByParent.forEach((parent, ticks) -> {
            ProcStat waiter = now.get(parent);
            long taken = 0;
            if (waiter != null) {
                ProcStat before = last.get(parent);
                boolean known = before != null && before.sameProcess(waiter);
                taken = waiter.reapedTicks() - (known && before != null ? before.reapedTicks() : 0);
            }
            departedTicks += Math.max(0, ticks - taken);
        });
        last = Map.copyOf(now);
        long sum = departedTicks;
        for (ProcStat member : now.values()) {
            sum += member.ticks();
        }
        highestTicks = Math.max(highestTicks, sum);
    }

    /** The sum so far. Never falls. */
    long ticks() {
        return highestTicks;
    }
}
