package dev.holdfast.bench.recover;

import dev.holdfast.bench.stream.Model;
import dev.holdfast.bench.stream.Site;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.RootSegmentPartitioner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Live executions that send nothing: copies of a model in the state's changelog, from which evaluators restore them. They must rest meanwhile. */
final class Crowd {
    /** None of them is missed while it is measured. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final String changelog;
    private final int partitions;
    private final ExecutorConfig config;
    private final ExecutionState model;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    Crowd(Site site, Model model) throws IOException {
        this.changelog = Model.changelog(site);
        this.partitions = site.partitions();
        this.config = site.clients();
        this.model = model.state();
    }

    /** Writes so many; and the model is no longer there, since it would be missed. */
    void write(int executions) {
        long now = System.currentTimeMillis();
        try (Producer<byte[], byte[]> producer = producer()) {
            put(producer, Model.ID, null);
            var templates = ThreadLocal.withInitial(
                    () -> ExecutionState.newBuilder(model).build());
            IntStream.range(0, executions).parallel().forEach(number -> {
                String id = "crowd-" + number;
                put(producer, id, copy(templates.get(), id, now));
            });
            producer.flush();
        }
        if (failure.get() != null) {
            throw new KafkaException("the state was not written", failure.get());
        }
    }

    private static byte[] copy(ExecutionState state, String id, long now) {
        Grant grant = Objects.requireNonNull(state.getGrant(), "the model has a grant");
        grant.setExecutionId(id);
        grant.setGrantId("grant-of-" + id);
        grant.setHeartbeatIntervalMillis((int) PATIENCE.toMillis());
        state.setEvaluatedAt(now);
        state.setLastHeartbeatAt(now);
        state.setLeasedAt(now);
        return Model.bytes(state);
    }

    private void put(Producer<byte[], byte[]> producer, String id, byte @Nullable [] value) {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        int partition = RootSegmentPartitioner.partitionOf(key, partitions);
        producer.send(new ProducerRecord<>(changelog, partition, key, value), (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000L);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
