package dev.holdfast.trust.testing;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** States to start from. */
public final class TestStates {
    static {
        Records.vouch();
    }

    private TestStates() {}

    /** First met at {@link TestGrants#START}, and nothing since. */
    public static ExecutionState fresh() {
        return ExecutionState.newBuilder()
                .setFirstSeenAt(TestGrants.START)
                .setSince(TestGrants.START)
                .build();
    }

    /** Granted, and the first heartbeat seen, both at {@link TestGrants#START}; with a change. */
    public static ExecutionState beating(Grant grant, Consumer<ExecutionState> change) {
        ExecutionState state = fresh();
        state.setGrant(grant);
        state.setScopeUse(unused(grant));
        state.setScopeMinuteUse(unused(grant));
        state.setScopeMinuteStart(unused(grant));
        state.setSequence(1);
        state.setExecutorInstance(TestHeartbeats.INSTANCE);
        state.setLastHeartbeatAt(TestGrants.START);
        change.accept(state);
        return state;
    }

    private static List<Long> unused(Grant grant) {
        return new ArrayList<>(Collections.nCopies(grant.getScope().size(), 0L));
    }
}
