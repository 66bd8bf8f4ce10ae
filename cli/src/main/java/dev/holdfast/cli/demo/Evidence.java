package dev.holdfast.cli.demo;

import dev.holdfast.cli.status.StatusFeed;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the evaluator's topics say, read as any outsider would read them: committed records only. */
final class Evidence implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Map<String, Trace> traces = new ConcurrentHashMap<>();
    private final StatusFeed statuses;
    private final BiConsumer<String, TrustState> states;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final KafkaConsumer<byte[], byte[]> others;
    private final String deadLetters;
    private final Thread thread = new Thread(this::follow, "holdfast-evidence");
    private volatile boolean closing;

    /** What is known of one execution. */
    static final class Trace {
        private final List<TrustState> states = new ArrayList<>();
        private final Set<String> codes = new LinkedHashSet<>();
        private Enforcement enforcement = Enforcement.NONE;
        private int leases;
        private int deadLetters;

        /** The states it was seen in, in order. */
        synchronized List<TrustState> states() {
            return List.copyOf(states);
        }

        /** Codes of findings and reasons of dead letters, in the order they came. */
        synchronized List<String> codes() {
            return List.copyOf(codes);
        }

        synchronized Enforcement enforcement() {
            return enforcement;
        }

        synchronized int leases() {
            return leases;
        }

        synchronized int deadLetters() {
            return deadLetters;
        }

        private synchronized void status(ExecutionStatus status) {
            if (states.isEmpty() || states.get(states.size() - 1) != status.getState()) {
                states.add(status.getState());
            }
            boolean found = status.getVerdict() == VerdictKind.PAUSE || status.getVerdict() == VerdictKind.HALT;
            if (found || status.getState() != TrustState.PENDING) {
                // Before the first heartbeat nothing is known yet, which is no finding about the execution.
                status.getFindings().stream().map(Finding::getCode).forEach(codes::add);
            }
            enforcement = status.getEnforcement();
        }

        private synchronized void lease() {
            leases++;
        }

        private synchronized void deadLetter(String reason) {
            deadLetters++;
            codes.add(reason);
        }
    }

    /** @param states told of every execution where it stands, again and again */
    Evidence(ExecutorConfig config, BiConsumer<String, TrustState> states) {
        this.states = states;
        this.statuses = new StatusFeed(config);
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.others = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.deadLetters = config.topicNames().of(Topic.DEAD_LETTERS);
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : List.of(config.topicNames().of(Topic.LEASES), deadLetters)) {
            others.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        others.assign(partitions);
        others.seekToBeginning(partitions);
        thread.setDaemon(true);
        thread.start();
    }

    Trace of(String executionId) {
        return traces.computeIfAbsent(executionId, id -> new Trace());
    }

    private void follow() {
        while (!closing) {
            if (statuses.poll(POLL)) {
                statuses.rows().forEach((id, status) -> {
                    of(id).status(status);
                    states.accept(id, status.getState());
                });
            }
            for (ConsumerRecord<byte[], byte[]> record : others.poll(Duration.ZERO)) {
                Trace trace = of(new String(record.key(), StandardCharsets.UTF_8));
                if (record.topic().equals(deadLetters)) {
                    trace.deadLetter(codec.decode(Topic.DEAD_LETTERS, record.value(), DeadLetter.class)
                            .getReason());
                } else {
                    trace.lease();
                }
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(2_000);
            statuses.close();
            others.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            codec.close();
            registry.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the registry client", e);
        }
    }
}
