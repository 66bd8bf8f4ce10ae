package dev.holdfast.topology.simulation.invariant;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What really happened outside the evaluator, which no evaluator is asked about. Instants are epoch milliseconds. */
public final class Truth {
    private final Map<String, Long> sent = new HashMap<>();
    private final Map<String, Long> longestLease = new HashMap<>();
    private final Map<String, Long> lastNotAfter = new HashMap<>();

    /** An executor has sent a heartbeat. */
    public void sent(String id, String instance, long sequence, long at) {
        sent.putIfAbsent(key(id, instance, sequence), at);
    }

    /** Somebody who may grant has granted. */
    public void granted(String id, long leaseMillis, long notAfter) {
        longestLease.merge(id, leaseMillis, Math::max);
        lastNotAfter.merge(id, notAfter, Math::max);
    }

    /** When an executor sent a heartbeat; empty when it never did. */
    OptionalLong sentAt(String id, String instance, long sequence) {
        Long at = sent.get(key(id, instance, sequence));
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** The longest lease that anybody granted. */
    long longestLease(String id) {
        return longestLease.getOrDefault(id, 0L);
    }

    /** The end of the last grant that anybody gave. */
    long lastNotAfter(String id) {
        return lastNotAfter.getOrDefault(id, 0L);
    }

    private static String key(String id, String instance, long sequence) {
        return id + ' ' + instance + ' ' + sequence;
    }
}
