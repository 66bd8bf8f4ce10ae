package dev.holdfast.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Puts an execution and all its descendants on one partition: the key's bytes before the first {@code /}, through Kafka's own
 * murmur2, modulo the number of partitions. So a root execution lands where Kafka's default partitioner would put it.
 */
public final class RootSegmentPartitioner implements Partitioner {

    /**
     * The partition of an execution.
     *
     * @param executionId its id, as UTF-8
     * @param partitions how many partitions the topic has, at least 1
     */
    public static int partitionOf(byte[] executionId, int partitions) {
        int end = 0;
        while (end < executionId.length && executionId[end] != '/') {
            end++;
        }
        byte[] root = end == executionId.length ? executionId : Arrays.copyOf(executionId, end);
        return Utils.toPositive(Utils.murmur2(root)) % partitions;
    }

    /** As {@link #partitionOf(byte[], int)}, for an id in text. */
    public static int partitionOf(String executionId, int partitions) {
        return partitionOf(executionId.getBytes(StandardCharsets.UTF_8), partitions);
    }

    /** @throws IllegalArgumentException when there is no key: send the record with its execution id as the key */
    @Override
    public int partition(
            String topic,
            @Nullable Object key,
            byte @Nullable [] keyBytes,
            @Nullable Object value,
            byte @Nullable [] valueBytes,
            Cluster cluster) {
        if (keyBytes == null) {
            throw new IllegalArgumentException("a record for `" + topic
                    + "` has no key: expected the execution id, so that its partition is known");
        }
        return partitionOf(keyBytes, cluster.partitionCountForTopic(topic));
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
}
