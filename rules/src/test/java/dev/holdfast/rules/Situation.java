package dev.holdfast.rules;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ScopeRule;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactReader;
import dev.holdfast.trust.facts.Surroundings;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An execution in good order, from which tests depart. */
final class Situation {
    static final long NOW = 1_000_000;
    static final String DIGEST = "d1";

    private final Grant grant = Grant.newBuilder()
            .setExecutionId("job-1")
            .setGrantId("g-1")
            .setAgent("worker")
            .setInitiator("alice")
            .setExecutorKey(ByteBuffer.wrap(new byte[32]))
            .setIssuedAt(Instant.ofEpochMilli(NOW - 60_000))
            .setNotBefore(Instant.ofEpochMilli(NOW - 60_000))
            .setNotAfter(Instant.ofEpochMilli(NOW + 60_000))
            .setScope(List.of(new ScopeRule("*", "*", null, null)))
            .setBudgets(Map.of("cpu.millis", 1_000L))
            .setReferenceValues(Map.of("executable.sha256", List.of("aa")))
            .build();
    private final ExecutionState state = ExecutionState.newBuilder()
            .setState(TrustState.TRUSTED)
            .setSince(NOW - 30_000)
            .setFirstSeenAt(NOW - 50_000)
            .setSequence(30)
            .setExecutorInstance("i-1")
            .setLastHeartbeatAt(NOW - 200)
            .setStanding(Standing.RUNNING)
            .setEvidence(Map.of("executable.sha256", "aa"))
            .setCounters(Map.of("cpu.millis", 500L))
            .build();
    private boolean granted = true;

    static Situation good() {
        return new Situation();
    }

    Situation ungranted() {
        granted = false;
        return this;
    }

    Situation grant(Consumer<Grant> change) {
        change.accept(grant);
        return this;
    }

    Situation state(Consumer<ExecutionState> change) {
        change.accept(state);
        return this;
    }

    ExecutionFacts facts() {
        state.setGrant(granted ? grant : null);
        return FactReader.read("job-1", state, NOW, DIGEST, Set.of(), Surroundings.ofRoot());
    }
}
