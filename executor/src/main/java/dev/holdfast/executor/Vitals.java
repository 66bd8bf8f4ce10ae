package dev.holdfast.executor;

import java.util.Map;

/** What the executor measures itself before each heartbeat. Called on the heartbeats' thread; while it works, no heartbeat is sent. */
@FunctionalInterface
public interface Vitals {

    /**
     * A measurement.
     *
     * @param evidence name to value, such as {@code executable.sha256}
     * @param counters name to value, 0 or more, such as {@code cpu.millis}
     */
    record Reading(Map<String, String> evidence, Map<String, Long> counters) {
        public Reading {
            evidence = Map.copyOf(evidence);
            counters = Map.copyOf(counters);
        }
    }

    /** Measures. */
    Reading read();

    /** Nothing is measured; what the work counts and reports is sent all the same. */
    static Vitals none() {
        return () -> new Reading(Map.of(), Map.of());
    }
}
