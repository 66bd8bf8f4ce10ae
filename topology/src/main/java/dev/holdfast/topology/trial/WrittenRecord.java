package dev.holdfast.topology.trial;

import dev.holdfast.schemas.Topic;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that the evaluator wrote.
 *
 * @param timestamp in epoch milliseconds
 */
@SuppressWarnings("ArrayRecordComponent")
public record WrittenRecord(
        Topic topic, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, long timestamp) {}
