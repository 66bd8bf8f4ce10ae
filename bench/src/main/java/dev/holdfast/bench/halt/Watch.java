package dev.holdfast.bench.halt;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Hears, uncommitted, what the evaluator says to those who are no guards: commands to executions without executors, and how far behind it is. */
final class Watch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final SchemaRegistryClient registry;
    private final Links links;
    private final ExecutorConfig config;
    private final RecordCodec codec;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::listen, "bench-watch");
    private final Map<String, Long> unexpected = new ConcurrentSkipListMap<>();
    private final AtomicLong worstLagMillis = new AtomicLong();
    private volatile @Nullable Awaited awaited;
    private volatile boolean closed;

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
        this.links = new Links(config, registry);
        this.codec = links.codec(Topic.CONTROL, Topic.EVALUATORS);
        this.consumer = links.consumer("read_uncommitted");
        var partitions = new java.util.ArrayList<>(partitionsOf(Topic.CONTROL));
        partitions.addAll(partitionsOf(Topic.EVALUATORS));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.start();
    }

    private List<TopicPartition> partitionsOf(Topic topic) {
        return IntStream.range(0, Plan.PARTITIONS)
                .mapToObj(number -> new TopicPartition(config.topicNames().of(topic), number))
                .toList();
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

    private void listen() {
        String control = codec.names().of(Topic.CONTROL);
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (!record.topic().equals(control)) {
                    long lag = codec.decode(Topic.EVALUATORS, record.value(), EvaluatorLiveness.class)
                            .getLagMillis();
                    worstLagMillis.accumulateAndGet(lag, Math::max);
                } else {
                    hear(record);
                }
            }
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
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
                order.done.complete(System.nanoTime());
            }
        }
    }

    /** What the evaluator has rejected since the beginning: reason, and how often. */
    Map<String, Long> deadLetters() {
        var reasons = new TreeMap<String, Long>();
        try (RecordCodec letters = links.codec(Topic.DEAD_LETTERS);
                Consumer<byte[], byte[]> reader = links.consumer("read_committed")) {
            List<TopicPartition> partitions = partitionsOf(Topic.DEAD_LETTERS);
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(reader.endOffsets(partitions));
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> letter : reader.poll(POLL)) {
                    String reason = letters.decode(Topic.DEAD_LETTERS, letter.value(), DeadLetter.class)
                            .getReason();
                    reasons.merge(reason, 1L, Long::sum);
                }
            }
        }
        return reasons;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
        codec.close();
        registry.close();
    }
}
