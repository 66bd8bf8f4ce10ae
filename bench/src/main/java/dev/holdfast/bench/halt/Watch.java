package dev.holdfast.bench.halt;

import dev.holdfast.bench.suite.Committed;
import dev.holdfast.bench.suite.Reader;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Finding;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Hears, uncommitted, what the evaluator says to those who are no guards: commands to executions without executors, and how far behind it is. */
final class Watch implements AutoCloseable {
    private final SchemaRegistryClient registry;
    private final ExecutorConfig config;
    private final RecordCodec codec;
    private final Reader reader;
    private final Map<String, Long> unexpected = new ConcurrentSkipListMap<>();
    private final AtomicLong worstLagMillis = new AtomicLong();
    private volatile @Nullable Awaited awaited;

    /** Commands to so many executions, until they are all there. */
    private static final class Awaited {
        private final CompletableFuture<Long> done = new CompletableFuture<>();
        private long left;

        private Awaited(long left) {
            this.left = left;
        }
    }

    /** Hears what is said from now on. */
    Watch(ExecutorConfig config) {
        this.config = config;
        this.registry = config.newRegistryClient();
        this.codec = new Links(config, registry).codec(Topic.CONTROL, Topic.EVALUATORS);
        this.reader = new Reader(
                config, registry, "read_uncommitted", Plan.PARTITIONS, this::hear, Topic.CONTROL, Topic.EVALUATORS);
    }

    /** When the last of commands to so many of the executions that an order is given over has been read; one order at a time. */
    CompletableFuture<Long> commands(int executions) {
        var next = new Awaited(executions);
        awaited = next;
        return next.done;
    }

    /** Commands to executions of the background, for which there was no cause, and how often: action and findings. */
    Map<String, Long> unexpected() {
        return Map.copyOf(unexpected);
    }

    /** How far behind its inputs the evaluator has said to be at the most since this was last asked, in milliseconds. */
    long worstLagMillis() {
        return worstLagMillis.getAndSet(0);
    }

    private void hear(ConsumerRecord<byte[], byte[]> record, long nanos) {
        if (record.topic().equals(config.topicNames().of(Topic.CONTROL))) {
            hearCommand(record, nanos);
        } else {
            long lag = codec.decode(Topic.EVALUATORS, record.value(), EvaluatorLiveness.class)
                    .getLagMillis();
            worstLagMillis.accumulateAndGet(lag, Math::max);
        }
    }

    private void hearCommand(ConsumerRecord<byte[], byte[]> record, long nanos) {
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (id.startsWith(Background.PREFIX)) {
            ControlCommand command = codec.decode(Topic.CONTROL, record.value(), ControlCommand.class);
            if (command.getAction() == ControlAction.RESUME) {
                return;
            }
            unexpected.merge(
                    command.getAction() + " "
                            + command.getFindings().stream()
                                    .map(Finding::getCode)
                                    .collect(Collectors.joining(", ")),
                    1L,
                    Long::sum);
        } else if (id.startsWith(Orders.PREFIX)) {
            Awaited order = awaited;
            if (order != null && --order.left == 0) {
                order.done.complete(nanos);
            }
        }
    }

    /** What the evaluator has rejected since the beginning: reason, and how often. */
    Map<String, Long> deadLetters() throws IOException {
        var reasons = new TreeMap<String, Long>();
        Committed.each(
                config,
                Plan.PARTITIONS,
                Topic.DEAD_LETTERS,
                DeadLetter.class,
                (record, letter) -> reasons.merge(letter.getReason(), 1L, Long::sum));
        return reasons;
    }

    @Override
    public void close() throws IOException {
        reader.close();
        codec.close();
        registry.close();
    }
}
