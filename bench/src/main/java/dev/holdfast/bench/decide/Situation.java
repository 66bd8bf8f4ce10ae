package dev.holdfast.bench.decide;

import java.util.Map;

/**
 * What is decided upon.
 *
 * @param remainingMillis until the grant ends
 */
public record Situation(String agent, String region, long remainingMillis, Map<String, Long> counters) {}
