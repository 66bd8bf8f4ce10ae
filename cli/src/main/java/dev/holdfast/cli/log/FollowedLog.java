package dev.holdfast.cli.log;

import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.proof.LoggedCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The log of one partition as it grows. One thread. */
public final class FollowedLog implements AutoCloseable {
    private final LogOrigin origin;
    private final CommittedPartition lineage;
    private final CommittedPartition checkpoints;
    private final PartitionTree tree;
    private final NewestCheckpoint newest;
    private final BiConsumer<PartitionTree.Leaf, ConsumerRecord<byte[], byte[]>> reader;

    /**
     * A log from its beginning.
     *
     * @param reader is told of each leaf as it is read
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer within 10 s
     */
    public FollowedLog(
            ExecutorConfig config,
            RecordCodec codec,
            int partition,
            BiConsumer<PartitionTree.Leaf, ConsumerRecord<byte[], byte[]>> reader) {
        this.origin = new LogOrigin(config.trustDomain(), partition);
        this.lineage = new CommittedPartition(config, Topic.LINEAGE, partition);
        try {
            this.checkpoints = new CommittedPartition(config, Topic.CHECKPOINTS, partition);
        } catch (RuntimeException e) {
            lineage.close();
            throw e;
        }
        this.tree = new PartitionTree(codec);
        this.newest = new NewestCheckpoint(codec);
        this.reader = reader;
    }

    /** Names it. */
    public LogOrigin origin() {
        return origin;
    }

    /**
     * Reads on to where both topics end now.
     *
     * @return the largest checkpoint that is there; empty when there is none, or it goes beyond what lineage has: it was signed after this had begun, or lineage has lost records
     */
    public Optional<LoggedCheckpoint> read() {
        checkpoints.read(newest::take);
        lineage.read(record -> reader.accept(tree.take(record), record));
        return newest.get().filter(found -> found.checkpoint().size() <= tree.size());
    }

    /** The tree as far as it was read. */
    public PartitionTree tree() {
        return tree;
    }

    @Override
    public void close() {
        checkpoints.close();
        lineage.close();
    }
}
