package dev.holdfast.bench.halt;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.EvaluatorConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What the evaluator has taken of its inputs, by the offsets that it has committed: once a second, or sooner. */
final class Taken implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int ANSWER_SECONDS = 30;
    private static final String GROUP =
            String.valueOf(EvaluatorConfig.define().defaultValues().get(EvaluatorConfig.APPLICATION_ID));

    private final Admin admin;
    private final ExecutorConfig config;

    Taken(ExecutorConfig config) {
        this.config = config;
        this.admin = Admin.create(config.clientSettings());
    }

    /** How many records of a topic, all partitions together. */
    long of(Topic topic) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        String name = config.topicNames().of(topic);
        return committed.entrySet().stream()
                .filter(each -> each.getKey().topic().equals(name) && each.getValue() != null)
                .mapToLong(each -> each.getValue().offset())
                .sum();
    }

    /** How many there are to take. */
    long end(Topic topic) throws Exception {
        String name = config.topicNames().of(topic);
        return admin
                .listOffsets(IntStream.range(0, Plan.PARTITIONS)
                        .boxed()
                        .collect(Collectors.toMap(
                                number -> new TopicPartition(name, number), number -> OffsetSpec.latest())))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** Waits until all that is there by now has been taken. */
    void await(Topic topic, Duration within) throws Exception {
        long end = end(topic);
        long until = System.nanoTime() + within.toNanos();
        while (of(topic) < end) {
            if (System.nanoTime() > until) {
                throw new TimeoutException("expected the evaluator to take " + end + " records of `"
                        + topic.logicalName() + "` within " + within.toSeconds() + " s, found " + of(topic));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
