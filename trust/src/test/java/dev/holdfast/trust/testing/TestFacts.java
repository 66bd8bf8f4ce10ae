package dev.holdfast.trust.testing;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.IssuerStanding;
import dev.holdfast.trust.verdict.Check;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Facts with chosen checks. */
public final class TestFacts {
    private TestFacts() {}

    /** Every dimension verified. */
    public static Map<Dimension, Check> allVerified() {
        var checks = new EnumMap<Dimension, Check>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            checks.put(dimension, Check.VERIFIED);
        }
        return checks;
    }

    /** Facts of a running execution with these checks. */
    public static ExecutionFacts of(Map<Dimension, Check> checks) {
        return of(checks, Standing.RUNNING);
    }

    /** Facts with these checks and this standing. */
    public static ExecutionFacts of(Map<Dimension, Check> checks, Standing standing) {
        return new ExecutionFacts(
                "order-17/fetch",
                "order-17",
                1,
                TrustState.TRUSTED,
                "fetcher",
                "alice",
                "",
                new TreeMap<>(Map.of("team", "red", "cost", "7")),
                "TRUSTED",
                IssuerStanding.VALID,
                "",
                "",
                "",
                "",
                List.of(),
                checks.get(Dimension.IDENTITY),
                checks.get(Dimension.AUTHORIZATION),
                checks.get(Dimension.POLICY),
                checks.get(Dimension.ENVIRONMENT),
                checks.get(Dimension.LINEAGE),
                checks.get(Dimension.BEHAVIOUR),
                true,
                1_000,
                -1_000,
                2_000,
                true,
                1_000,
                500,
                0,
                0,
                0,
                -3,
                standing,
                0,
                10_000,
                10_000,
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of("file.delete /etc"),
                1,
                List.of("http.get /index"),
                new TreeMap<>(Map.of("cpu.millis", 12L)),
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                "eu-1",
                0,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                "",
                0,
                new TreeMap<>(),
                new TreeMap<>(Map.of("prompt.injection", "suspected")),
                new TreeMap<>(Map.of("prompt.injection", 2L)),
                new TreeMap<>(),
                new TreeMap<>(),
                0);
    }
}
