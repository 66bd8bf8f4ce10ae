package dev.holdfast.topology.process;

import dev.holdfast.schemas.Topic;
import org.apache.kafka.common.header.Headers;

/** Puts ticks and signs of life on their way, without waiting and outside every transaction. Any thread. */
@FunctionalInterface
public interface ImmediateSender {
    /**
     * Sends, once. What is lost stays lost: a tick is sent again later, since its deadline stays due, and a sign of life is followed by another.
     *
     * @param topic where to
     * @param partition number of the partition
     * @param key the record's key, as UTF-8
     * @param value the record, in the wire format
     * @param headers its headers
     */
    void send(Topic topic, int partition, byte[] key, byte[] value, Headers headers);
}
