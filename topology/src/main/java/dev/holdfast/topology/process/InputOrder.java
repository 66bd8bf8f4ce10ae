package dev.holdfast.topology.process;

import dev.holdfast.record.InputRun;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.Topic;
import java.nio.ByteBuffer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Writes down in which order the inputs of a partition are taken, in the transaction that takes them: how several topics interleave follows from nothing
 * else. A run of records of one topic is written when another topic's record ends it; the one that goes on is kept, so that it is known after a restart, as is up to when heartbeats were taken.
 * One thread.
 */
final class InputOrder {
    /** Name of the store of the run that goes on. */
    static final String NAME = "input-order";

    /** How exactly it is known after a restart up to when heartbeats were taken. */
    static final long REACHED_WITHIN_MILLIS = 250;

    private static final byte[] GOING_ON = {0};
    private static final byte[] REACHED = {2};

    private final KeyValueStore<byte[], byte[]> store;
    private final Outbound outbound;
    private final StoredFormat<InputRun> format = new StoredFormat<>(new InputRun(), SchemaHistory.of(Topic.ORDER));
    private @Nullable InputRun run;
    private long reached;

    InputOrder(KeyValueStore<byte[], byte[]> store, Outbound outbound) {
        this.store = store;
        this.outbound = outbound;
    }

    /** Takes up the run that went on when the task was last at work. */
    void start() {
        byte[] kept = store.get(GOING_ON);
        run = kept == null ? null : format.read(kept);
        byte[] stamp = store.get(REACHED);
        reached = stamp == null ? 0 : ByteBuffer.wrap(stamp).getLong();
    }

    /** When the broker appended the last heartbeat that was taken, or up to {@value #REACHED_WITHIN_MILLIS} ms before; in epoch milliseconds, 0 when none was. */
    long reached() {
        return reached;
    }

    /**
     * A record is taken now.
     *
     * @param appendedAt when the broker appended it, in epoch milliseconds
     */
    void took(Topic topic, long offset, long appendedAt) {
        InputRun before = run;
        InputRun going;
        if (before != null && before.getTopic().equals(topic.logicalName())) {
            before.setLastOffset(offset);
            going = before;
        } else {
            if (before != null) {
                outbound.taken(before, appendedAt);
            }
            going = new InputRun(topic.logicalName(), offset, offset);
            run = going;
        }
        store.put(GOING_ON, format.write(going));
        if (topic == Topic.HEARTBEATS && appendedAt - reached >= REACHED_WITHIN_MILLIS) {
            reached = appendedAt;
            store.put(
                    REACHED, ByteBuffer.allocate(Long.BYTES).putLong(appendedAt).array());
        }
    }
}
