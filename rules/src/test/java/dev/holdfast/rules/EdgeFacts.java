package dev.holdfast.rules;

import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactKind;
import dev.holdfast.trust.verdict.Check;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Facts at the edges of what conditions compute with: nothing, zero, the smallest and the largest, empty, absent. */
public final class EdgeFacts {
    /** All of them. */
    public static final List<ExecutionFacts> ALL = List.of(
            facts(1, 1L, "a", "b", Map.of("q", 1L, "r", 7L), Map.of("x", "a", "y", ""), List.of("a")),
            facts(9, 9L, "worker", "a", Map.of("q", 500L, "r", 3L), Map.of("x", "worker", "y", "a"), List.of("b", "c")),
            facts(5, 2L, "a.*", "o", Map.of("q", 2L, "r", 2L), Map.of("x", "aa", "y", "ob", "a", "q"), List.of("o")),
            facts(0, 0L, "", "", Map.of("q", 0L, "r", 0L), Map.of("x", "", "y", "0"), List.of()),
            facts(0, 0L, "a", "0", Map.of(), Map.of(), List.of("")),
            facts(
                    Integer.MIN_VALUE,
                    Long.MIN_VALUE,
                    "1",
                    "-1",
                    Map.of("q", Long.MIN_VALUE, "r", -1L),
                    Map.of("x", "1", "y", "true"),
                    List.of("1")),
            facts(
                    Integer.MAX_VALUE,
                    Long.MAX_VALUE,
                    "null",
                    "true",
                    Map.of("q", Long.MAX_VALUE, "r", Long.MAX_VALUE),
                    Map.of("x", "null"),
                    List.of("null")));

    private EdgeFacts() {}

    private static ExecutionFacts facts(
            int depth,
            long number,
            String agent,
            String tenant,
            Map<String, Long> counters,
            Map<String, String> evidence,
            List<String> texts) {
        boolean odd = depth % 2 != 0;
        var known = new TreeMap<String, Object>(Map.of(
                "depth",
                depth,
                "sequenceGap",
                number,
                "missedHeartbeats",
                7L,
                "agent",
                agent,
                "tenant",
                tenant,
                "counters",
                new TreeMap<>(counters),
                "budgets",
                new TreeMap<>(Map.of("q", 1L, "r", 7L)),
                "evidence",
                new TreeMap<>(evidence),
                "metadata",
                new TreeMap<>(Map.of("x", "a", "y", "")),
                "ratesExceeded",
                texts));
        known.put("budgetsExceeded", List.of("a"));
        known.put("heartbeatSeen", odd);
        known.put("grantPresent", true);
        known.put("identity", odd ? Check.VERIFIED : Check.UNKNOWN);
        known.put("policy", Check.VERIFIED);
        known.put("state", odd ? TrustState.PAUSED : TrustState.PENDING);
        return FactKind.of(ExecutionFacts.class).with(known);
    }
}
