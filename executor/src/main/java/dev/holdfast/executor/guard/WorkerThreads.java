package dev.holdfast.executor.guard;

import dev.holdfast.executor.Enforcer;
import dev.holdfast.executor.ExecutionGuard;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Predicate;

/**
 * Enforces on the threads of this JVM that call {@link ExecutionGuard#check()}. A thread counts from its first check; it stands still when
 * it waits in a check, and has ended when a check has thrown or the thread is no more. Once the work was permitted and no thread has ever
 * checked, nobody knows what does the work, and no effect is claimed.
 */
public final class WorkerThreads implements Enforcer {
    private static final Duration BOUND = Duration.ofSeconds(1);

    private enum Place {
        AT_WORK,
        IN_CHECK,
        TOLD_TO_END
    }

    private final Map<Thread, Place> places = new WeakHashMap<>();
    private boolean permitted;
    private boolean everChecked;
    private final ThreadLocal<Boolean> known = ThreadLocal.withInitial(() -> false);

    synchronized void callerAtWork() {
        place(Place.AT_WORK);
    }

    synchronized void callerInCheck() {
        place(Place.IN_CHECK);
    }

    synchronized void callerToldToEnd() {
        place(Place.TOLD_TO_END);
    }

    /** Whether the calling thread is known already. Takes no lock, since every check that passes asks. */
    boolean knowsCaller() {
        return known.get();
    }

    private void place(Place place) {
        known.set(true);
        everChecked = true;
        places.put(Thread.currentThread(), place);
        notifyAll();
    }

    @Override
    public Outcome pause() {
        return await(place -> place != Place.AT_WORK, "standing still");
    }

    @Override
    public synchronized Outcome resume() {
        permitted = true;
        return new Outcome.Seen("checks pass again");
    }

    @Override
    public Outcome halt() {
        return await(place -> place == Place.TOLD_TO_END, "told to end");
    }

    private synchronized Outcome await(Predicate<Place> wanted, String condition) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (true) {
            int open = 0;
            Iterator<Map.Entry<Thread, Place>> each = places.entrySet().iterator();
            while (each.hasNext()) {
                Map.Entry<Thread, Place> next = each.next();
                if (next.getKey() == null || !next.getKey().isAlive()) {
                    each.remove();
                } else if (!wanted.test(next.getValue())) {
                    open++;
                }
            }
            boolean unknown = permitted && !everChecked;
            if (open == 0 && !unknown) {
                return new Outcome.Seen(places.size() + " threads " + condition);
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return new Outcome.NotSeen(
                        unknown
                                ? "no thread has called check() yet, so it is not known what does the work"
                                : open + " threads not " + condition + "; they have to call check()");
            }
            try {
                wait(Math.min(left, 20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Outcome.NotSeen("interrupted with " + open + " threads not " + condition);
            }
        }
    }
}
