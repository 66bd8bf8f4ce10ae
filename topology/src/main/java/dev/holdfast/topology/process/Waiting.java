package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import org.jspecify.annotations.Nullable;

/** Begins the states of executions, and bounds how many of a task wait for a grant. */
final class Waiting {
    /** How many executions without a grant a task remembers; beyond that their heartbeats are dead letters and nothing more. */
    static final int MAXIMUM = 10_000;

    private final Walks walks;
    private int count;

    Waiting(Walks walks) {
        this.walks = walks;
    }

    /** Takes up what waited before. */
    void restore(ExecutionState state) {
        count += state.getGrant() == null ? 1 : 0;
    }

    /** The state of an execution that waits for a grant from now on; null when too many wait already. */
    @Nullable
    ExecutionState begin(long now) {
        if (count >= MAXIMUM) {
            return null;
        }
        count++;
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

    /** One that waited has its grant. */
    void granted() {
        count--;
    }

    /** A state that is no longer kept. */
    void forget(ExecutionState state) {
        count -= state.getGrant() == null ? 1 : 0;
    }
}
