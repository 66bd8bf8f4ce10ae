package dev.holdfast.topology.process;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Tick;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The partition that a task decides about: how its own ticks get there, outside the transaction, and where acts of governance stand on it.
 *
 * @param number from 0
 */
record OwnPartition(int number, ImmediateSender sender, RecordCodec codec) {
    /** Sends a tick for one execution: what it stands for takes place where it is read back. */
    void send(String executionId, Tick tick) {
        sender.send(
                Topic.TICKS,
                number,
                executionId.getBytes(StandardCharsets.UTF_8),
                codec.encode(Topic.TICKS, tick),
                new RecordHeaders());
    }

    /** Sends a tick that is about no single execution. */
    void send(Tick tick) {
        send(Outbound.EVERYBODY, tick);
    }

    /** Where an act of governance stands that was taken at this offset. */
    Coordinates ofGovernance(long offset) {
        return new Coordinates(codec.names().of(Topic.GOVERNANCE), number, offset);
    }
}
