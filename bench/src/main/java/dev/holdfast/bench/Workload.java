package dev.holdfast.bench;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the benchmarks let executions be granted and do: bound to an environment, on a budget, with a scope. */
public final class Workload {
    /** How often an execution sends a heartbeat. */
    public static final Duration RHYTHM = Duration.ofSeconds(1);

    /** What an execution does all the time, within its scope. */
    public static final String ALLOWED_ACTION = "http.get";

    /** What it does that to. */
    public static final String ALLOWED_RESOURCE = "https://example.org/orders/17";

    /** Evidence that fits the grant. */
    public static final Map<String, String> EVIDENCE =
            Map.of("image.sha256", "4f".repeat(32), "executable.sha256", "9a".repeat(32));

    /** What every executor must be able to do. */
    public static final List<Capability> CAPABILITIES = List.of(Capability.PAUSE, Capability.KILL);

    /** The counter that the grant limits. */
    public static final String BUDGETED = "tokens";

    /** Counters within the budget. */
    public static final Map<String, Long> COUNTERS = Map.of(BUDGETED, 1_200L, "cpu.millis", 8_400L);

    /** Counters over it. */
    public static final Map<String, Long> COUNTERS_OVER = Map.of(BUDGETED, 1_000_001L, "cpu.millis", 8_400L);

    private Workload() {}

    /** The grant of an execution. */
    public static Grant grant(String executionId, VerifyingKey executor, Instant from, Instant until) {
        return Grant.newBuilder()
                .setExecutionId(executionId)
                .setGrantId("grant-of-" + executionId)
                .setAgent("order-agent")
                .setInitiator("alice")
                .setTenant("acme")
                .setExecutorKey(ByteBuffer.wrap(executor.raw()))
                .setIssuedAt(from)
                .setNotBefore(from)
                .setNotAfter(until)
                .setScope(List.of(
                        new ScopeRule("db.read", "orders/*", null, null),
                        new ScopeRule(ALLOWED_ACTION, "https://example.org/*", null, null)))
                .setBudgets(Map.of(BUDGETED, 1_000_000L))
                .setReferenceValues(Map.of(
                        "image.sha256", List.of(EVIDENCE.get("image.sha256")),
                        "executable.sha256", List.of(EVIDENCE.get("executable.sha256"))))
                .setHeartbeatIntervalMillis((int) RHYTHM.toMillis())
                .build();
    }

    /** A heartbeat that keeps to it. */
    public static Heartbeat heartbeat(long sequence, String executorInstance, Instant sentAt, Standing standing) {
        return Heartbeat.newBuilder()
                .setCapabilities(CAPABILITIES)
                .setSequence(sequence)
                .setExecutorInstance(executorInstance)
                .setSentAt(sentAt)
                .setStanding(standing)
                .setEvidence(EVIDENCE)
                .setCounters(COUNTERS)
                .setActions(List.of(new ReportedAction(ALLOWED_ACTION, ALLOWED_RESOURCE, 1L)))
                .build();
    }

    /** The seed of a key: so many times the same byte. */
    public static byte[] seed(int everyByte) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) everyByte);
        return seed;
    }
}
