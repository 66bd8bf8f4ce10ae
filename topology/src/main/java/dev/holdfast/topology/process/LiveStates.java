package dev.holdfast.topology.process;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states that were used last, as objects, beside the store that holds all of them in bytes: reading and decoding one takes as long as deciding. Nothing is here
 * that the store does not hold as well, so nothing is lost with it. One thread.
 */
final class LiveStates {
    /** At most so many of a task, each of some 5 KB: a process of 512 MB holds those of several tasks. */
    static final int MAXIMUM = 4_096;

    private final Map<ByteBuffer, Live> byId = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Live> eldest) {
            return size() > MAXIMUM;
        }
    };

    /**
     * A state as the store holds it.
     *
     * @param grant the state's when it was stored, which nobody changes; most of the state's bytes are its
     * @param grantBytes how it is stored
     */
    record Live(ExecutionState state, @Nullable Grant grant, byte[] grantBytes) {}

    @Nullable
    Live get(byte[] executionId) {
        return byId.get(ByteBuffer.wrap(executionId));
    }

    /** It is what the store holds. */
    void keep(byte[] executionId, Live live) {
        byId.put(ByteBuffer.wrap(executionId), live);
    }

    /** What is here may not be what the store holds. */
    void forget(byte[] executionId) {
        byId.remove(ByteBuffer.wrap(executionId));
    }
}
