package dev.holdfast.topology.process;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * A record on its way out. A task writes only to the output partitions of its own number, so that the open transaction of a dead instance
 * holds up no reader but its own.
 *
 * @param partition number of the task's partition
 * @param value the record, in the wire format; null deletes the key
 */
public record Outgoing(int partition, byte @org.jspecify.annotations.Nullable [] value) {

    /** The value's bytes, as they are. */
    public static Serializer<Outgoing> serializer() {
        return (topic, outgoing) -> outgoing == null ? null : outgoing.value();
    }

    /** The partition it names. */
    public static StreamPartitioner<byte[], Outgoing> partitioner() {
        return (topic, key, outgoing, partitions) -> Optional.of(Set.of(outgoing.partition()));
    }
}
