package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Begins the states of executions, and bounds how many of a task wait for a grant. How many do is stored with what is decided by it: a task that has just taken over
 * decides about the next one as the one before it would have.
 */
final class Waiting {
    /** How many executions without a grant a task remembers; beyond that their heartbeats are dead letters and nothing more. */
    static final int MAXIMUM = 10_000;

    /** In the store of the inputs' order, beside the run that goes on; nothing is there when nobody waits. */
    private static final byte[] COUNT = {1};

    private final Walks walks;
    private final KeyValueStore<byte[], byte[]> store;
    private int count;

    Waiting(Walks walks, KeyValueStore<byte[], byte[]> store) {
        this.walks = walks;
        this.store = store;
    }

    /** Takes up how many waited when the task was last at work. */
    void start() {
        byte[] kept = store.get(COUNT);
        count = kept == null ? 0 : ByteBuffer.wrap(kept).getInt();
    }

    /** The state of an execution that waits for a grant from now on, which must be stored; null when too many wait already. */
    @Nullable
    ExecutionState begin(long now) {
        if (count >= MAXIMUM) {
            return null;
        }
        count(count + 1);
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
    void ended() {
        count(count - 1);
    }

    private void count(int now) {
        count = now;
        if (now == 0) {
            store.delete(COUNT);
        } else {
            store.put(COUNT, ByteBuffer.allocate(Integer.BYTES).putInt(now).array());
        }
    }
}
