package dev.holdfast.cli.inputs;

import dev.holdfast.cli.recorded.Spread;
import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.Topic;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The committed records of one partition, one after the other, up to where it ended when this was made. One thread. */
final class Reader implements AutoCloseable {
    private final CommittedPartition partition;
    private final Spread.Batches<ConsumerRecord<byte[], byte[]>> batches;
    private final Deque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();
    private final Topic topic;
    private final String name;
    private final long begin;

    Reader(ExecutorConfig config, Topic topic, int number) {
        this.topic = topic;
        this.name = config.topicNames().of(topic) + "-" + number;
        this.partition = new CommittedPartition(config, topic, number);
        this.begin = partition.begin();
        this.batches = partition.batchesTo(partition.end());
    }

    Topic topic() {
        return topic;
    }

    /** Topic and partition. */
    String name() {
        return name;
    }

    /** Offset of the first record that is still there. */
    long begin() {
        return begin;
    }

    /** The next record, which stays the next one; null at the end. */
    @Nullable
    ConsumerRecord<byte[], byte[]> peek() throws IOException {
        while (read.isEmpty()) {
            var batch = batches.next();
            if (batch.isEmpty()) {
                return null;
            }
            read.addAll(batch.get().get());
        }
        return read.peek();
    }

    /** Goes on behind the next record. */
    void skip() {
        read.remove();
    }

    @Override
    public void close() {
        partition.close();
    }
}
