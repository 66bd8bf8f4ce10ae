package dev.holdfast.executor.guard;

import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.intake.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the work has counted and done, until a heartbeat takes it along. Nothing is dropped: when too much waits, who reports waits too.
 * Any thread.
 */
public final class Reports implements AutoCloseable {
    /** How many different actions may wait. */
    static final int MAXIMUM_WAITING = 4_096;

    /** How many counters the work may have beside those that the executor measures. */
    static final int MAXIMUM_COUNTERS = 100;

    private static final int MAXIMUM_NAME_CHARACTERS = 64;
    private static final int MAXIMUM_BYTES_A_HEARTBEAT = 8 * 1024;

    private record Done(String action, String resource) {
        private int bytes() {
            return 4 * (action.length() + resource.length()) + 16;
        }
    }

    private final Map<Done, Long> waiting = new LinkedHashMap<>();
    private final Map<String, Long> counters = new TreeMap<>();
    private boolean closed;

    /** @param budgeted names of counters that are sent from the first heartbeat on, at 0 */
    public Reports(Iterable<String> budgeted) {
        budgeted.forEach(name -> counters.put(name, 0L));
    }

    /**
     * Something was done once. Waits while too much waits to be sent.
     *
     * @throws IllegalArgumentException when a text is empty or longer than {@link Limits#TEXT_CHARACTERS}: no evaluator would take it
     */
    public synchronized void did(String action, String resource) throws InterruptedException {
        for (String text : List.of(action, resource)) {
            if (text.isEmpty() || text.length() > Limits.TEXT_CHARACTERS) {
                throw new IllegalArgumentException("expected an action and a resource of 1 to " + Limits.TEXT_CHARACTERS
                        + " characters each, found " + text.length());
            }
        }
        var done = new Done(action, resource);
        while (!closed && waiting.size() >= MAXIMUM_WAITING && !waiting.containsKey(done)) {
            wait();
        }
        waiting.merge(done, 1L, Math::addExact);
    }

    /** A counter rises by {@code amount}, 0 or more. */
    public synchronized void counted(String counter, long amount) {
        if (amount < 0) {
            throw new IllegalArgumentException(
                    "expected counter `" + counter + "` to rise by 0 or more, found " + amount);
        }
        counters.merge(counter, amount, Reports::addUpToTheMost);
    }

    /** Lets nobody wait any more: nothing will be sent. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Whether something waits to be sent. */
    public synchronized boolean anyWaiting() {
        return !waiting.isEmpty();
    }

    /** All counters, with a measurement's put over them. */
    public synchronized Map<String, Long> counters(Map<String, Long> measured) {
        var all = new TreeMap<>(counters);
        all.putAll(measured);
        return all;
    }

    /** Takes as many of the waiting actions as fit into one heartbeat, oldest first. */
    public synchronized List<ReportedAction> take() {
        var taken = new ArrayList<ReportedAction>();
        int bytes = 0;
        var each = waiting.entrySet().iterator();
        while (each.hasNext() && taken.size() < Limits.ENTRIES) {
            var next = each.next();
            bytes += next.getKey().bytes();
            if (bytes > MAXIMUM_BYTES_A_HEARTBEAT && !taken.isEmpty()) {
                break;
            }
            taken.add(new ReportedAction(next.getKey().action(), next.getKey().resource(), next.getValue()));
            each.remove();
        }
        notifyAll();
        return taken;
    }

    /** Puts what is not sent yet, such as what a lost heartbeat had taken, among what waits. */
    public synchronized void putBack(List<ReportedAction> taken) {
        taken.forEach(action -> waiting.merge(
                new Done(action.getAction(), action.getResource()), action.getCount(), Reports::addUpToTheMost));
    }

    private static long addUpToTheMost(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
