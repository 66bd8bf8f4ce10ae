package dev.holdfast.bench.halt;

import dev.holdfast.bench.suite.Committed;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Lease;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks whether guards count leases before they are committed. As soon as a guard has counted one, the broker is asked up to which offset the partition is committed; where the lease stands is read
 * at the end. The evaluator sends leases shortly before it ends their transaction, 10 to 30 ms on two cores, and the answer takes a few more than the guard: of leases counted early it finds those that were early by more than that. While one is asked about, others are
 * let pass. Any thread.
 */
final class Permissions implements AutoCloseable {
    private static final int ANSWER_SECONDS = 10;

    private final ExecutorConfig config;
    private final Admin admin;
    private final ConcurrentLinkedQueue<Counted> seen = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor asking = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.DiscardPolicy());

    private record Counted(String executionId, long heartbeat, long committedTo) {}

    /**
     * What was found.
     *
     * @param looked how many leases were looked at
     * @param early how many of them were not committed
     */
    record Found(long looked, long early) {}

    Permissions(ExecutorConfig config) {
        this.config = config;
        this.admin = Admin.create(config.clientSettings());
    }

    /** A guard has counted the lease that answers this heartbeat. */
    void counted(String executionId, long heartbeat) {
        asking.execute(() -> seen.add(new Counted(executionId, heartbeat, committedTo(executionId))));
    }

    /** No record from this offset on is committed. */
    private long committedTo(String executionId) {
        var partition = new TopicPartition(
                config.topicNames().of(Topic.LEASES), RootSegmentPartitioner.partitionOf(executionId, Plan.PARTITIONS));
        try {
            return admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .partitionResult(partition)
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker does not say what is committed", e);
        }
    }

    /** Reads where they stand; one that is nowhere among what is committed was never permitted. */
    Found found() throws IOException {
        Map<String, Long> offsets = offsets();
        List<Counted> looked = List.copyOf(seen);
        long early = looked.stream()
                .filter(lease -> offsets.getOrDefault(name(lease.executionId(), lease.heartbeat()), Long.MAX_VALUE)
                        >= lease.committedTo())
                .count();
        return new Found(looked.size(), early);
    }

    private Map<String, Long> offsets() throws IOException {
        var offsets = new HashMap<String, Long>();
        Committed.each(config, Plan.PARTITIONS, Topic.LEASES, Lease.class, (record, lease) -> {
            String id = new String(record.key(), StandardCharsets.UTF_8);
            if (id.startsWith(GuardedFleet.PREFIX)) {
                offsets.put(name(id, lease.getHeartbeatSequence()), record.offset());
            }
        });
        return offsets;
    }

    private static String name(String executionId, long heartbeat) {
        return executionId + " " + heartbeat;
    }

    @Override
    public void close() {
        asking.shutdownNow();
        admin.close(Duration.ofSeconds(5));
    }
}
