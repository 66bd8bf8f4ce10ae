package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Begins the states of executions, and bounds how many of a task wait for a grant. */
final class Waiting {
    /** How many executions without a grant a task remembers; beyond that their heartbeats are dead letters and nothing more. */
    static final int MAXIMUM = 10_000;

    private final Walks walks;
    private final Set<String> executions = new HashSet<>();

    Waiting(Walks walks) {
        this.walks = walks;
    }

    /** Takes up whether one waited before; it may be known already. */
    void restore(String executionId, ExecutionState state) {
        if (state.getGrant() == null) {
            executions.add(executionId);
        }
    }

    /** The state of an execution that waits for a grant from now on; null when too many wait already. */
    @Nullable
    ExecutionState begin(String executionId, long now) {
        if (executions.size() >= MAXIMUM) {
            return null;
        }
        executions.add(executionId);
        return beginGranted(now);
    }

    /** The state of an execution whose grant is here and need not be waited for. */
    ExecutionState beginGranted(long now) {
        return ExecutionState.newBuilder()
                .setActOffset(walks.last())
                .setSince(now)
                .setFirstSeenAt(now)
                .setEvaluatedAt(now)
                .build();
    }

    /** One that waited has its grant, or is no longer kept. */
    void ended(String executionId) {
        executions.remove(executionId);
    }
}
