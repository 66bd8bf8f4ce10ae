package dev.holdfast.topology.time;

import dev.holdfast.record.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The next deadline of each execution of one task, in memory. A deadline that moves later, as it does with every heartbeat, costs one map
 * access: the queue learns of it only when the old one comes up. One thread at a time; instants are epoch milliseconds.
 */
public final class DeadlineQueue {
    /** How long after a tick was sent it is sent again, when nothing has come of it. */
    static final Duration RESEND = Duration.ofSeconds(2);

    private final Map<String, Armed> armed = new HashMap<>();
    private final PriorityQueue<Entry> queue = new PriorityQueue<>();
    private long pushed;

    /** What is due. */
    public record Due(String executionId, Deadline kind, long at) {}

    private static final class Armed {
        private Deadline kind = Deadline.HEARTBEAT;
        private long at;
        private long notBefore;
        private long queuedAt;
        private long entry;
    }

    private record Entry(long at, long number, String executionId) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    /** Takes what is given to it when something is due. */
    @FunctionalInterface
    public interface Sink {
        /** Called once for each deadline that is due. */
        void due(Due due);
    }

    /** Sets the one deadline of an execution, in place of any it had. */
    public void arm(String executionId, Deadline kind, long at) {
        armNotBefore(executionId, kind, at, at);
    }

    /** As {@link #arm}, for a deadline that came up too early by this process's clock: it comes up again at {@code notBefore}. */
    public void armNotBefore(String executionId, Deadline kind, long at, long notBefore) {
        Armed deadline = armed.get(executionId);
        if (deadline == null) {
            deadline = new Armed();
            armed.put(executionId, deadline);
            deadline.queuedAt = Long.MAX_VALUE;
        }
        deadline.kind = kind;
        deadline.at = at;
        deadline.notBefore = notBefore;
        if (notBefore < deadline.queuedAt) {
            push(executionId, deadline, notBefore);
        }
    }

    /** Forgets an execution. */
    public void disarm(String executionId) {
        armed.remove(executionId);
    }

    /**
     * Hands over all that is due. What is not overtaken by {@link #arm} or {@link #disarm} is handed over again after {@link #RESEND}.
     *
     * @param now up to when the inputs have been taken
     * @param lag how far that is behind; what is handed over now is taken that much later, in milliseconds
     */
    public void poll(long now, long lag, Sink sink) {
        for (Entry first = queue.peek(); first != null && first.at() <= now; first = queue.peek()) {
            queue.remove();
            Armed deadline = armed.get(first.executionId());
            if (deadline == null || deadline.entry != first.number()) {
                continue;
            }
            if (deadline.notBefore > now) {
                push(first.executionId(), deadline, deadline.notBefore);
            } else {
                push(first.executionId(), deadline, now + lag + RESEND.toMillis());
                sink.due(new Due(first.executionId(), deadline.kind, deadline.at));
            }
        }
    }

    /** How many executions have a deadline. */
    public int size() {
        return armed.size();
    }

    /** How many entries there are, overtaken ones among them. */
    int entries() {
        return queue.size();
    }

    private void push(String executionId, Armed deadline, long at) {
        deadline.queuedAt = at;
        deadline.entry = ++pushed;
        queue.add(new Entry(at, deadline.entry, executionId));
    }
}
