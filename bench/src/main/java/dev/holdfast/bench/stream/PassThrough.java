package dev.holdfast.bench.stream;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.EvaluatorConfig;
import dev.holdfast.topology.time.SteadyTime;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The floor of Kafka Streams: subscribed to the same topics, reads the same heartbeats by the same codec, reads and writes a state store of the same kind once for each,
 * sends each on, exactly once and by the evaluator's settings. Nothing is verified and nothing decided.
 */
final class PassThrough implements AutoCloseable {
    /** Its group. */
    static final String GROUP = "bench-pass-through";

    private static final String STORE = "last";
    private static final String OUTPUT = "bench-passed-through";
    private static final int ANSWER_SECONDS = 30;

    private final SchemaRegistryClient registry;
    private final KafkaStreams streams;

    PassThrough(Site site) throws Exception {
        ExecutorConfig clients = site.clients();
        try (Admin admin = Admin.create(clients.clientSettings())) {
            var topic = new NewTopic(OUTPUT, Optional.of(site.partitions()), Optional.empty());
            admin.createTopics(List.of(topic)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        }
        this.registry = clients.newRegistryClient();
        EvaluatorConfig config = site.evaluatorConfig(Map.of(
                EvaluatorConfig.APPLICATION_ID, GROUP,
                EvaluatorConfig.INSTANCE_ID, GROUP,
                EvaluatorConfig.STATE_DIRECTORY, site.scratch(GROUP).toString()));
        this.streams = new KafkaStreams(topology(clients), config.streamsSettings(), new SteadyTime(Time.SYSTEM));
    }

    void start() {
        streams.start();
    }

    private Topology topology(ExecutorConfig config) {
        var bytes = Serdes.ByteArray();
        String[] inputs = Arrays.stream(Topic.values())
                .filter(topic -> topic.direction() == Topic.Direction.INPUT)
                .map(config.topicNames()::of)
                .toArray(String[]::new);
        return new Topology()
                .addSource(AutoOffsetReset.earliest(), "inputs", bytes.deserializer(), bytes.deserializer(), inputs)
                .addProcessor("pass", new Passing(config), "inputs")
                .addSink("passed", OUTPUT, bytes.serializer(), bytes.serializer(), "pass");
    }

    private final class Passing implements ProcessorSupplier<byte[], byte[], byte[], byte[]> {
        private final ExecutorConfig config;

        private Passing(ExecutorConfig config) {
            this.config = config;
        }

        @Override
        public Processor<byte[], byte[], byte[], byte[]> get() {
            var codec = new RecordCodec(registry, config.topicNames());
            codec.prepare(Topic.HEARTBEATS);
            return new Pass(codec, config.topicNames().of(Topic.HEARTBEATS));
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Stores.keyValueStoreBuilder(
                            Stores.persistentKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray())
                    .withCachingEnabled());
        }
    }

    @SuppressWarnings("NullAway.Init") // by init
    private static final class Pass implements Processor<byte[], byte[], byte[], byte[]> {
        private final RecordCodec codec;
        private final String heartbeats;
        private ProcessorContext<byte[], byte[]> context;
        private KeyValueStore<byte[], byte[]> store;

        private Pass(RecordCodec codec, String heartbeats) {
            this.codec = codec;
            this.heartbeats = heartbeats;
        }

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            this.context = context;
            this.store = Objects.requireNonNull(context.getStateStore(STORE), "named above");
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (!heartbeats.equals(context.recordMetadata().orElseThrow().topic())) {
                return;
            }
            Heartbeat heartbeat = codec.decode(Topic.HEARTBEATS, record.value(), Heartbeat.class);
            byte[] before = store.get(record.key());
            if (before != null) {
                Heartbeat last = codec.decode(Topic.HEARTBEATS, before, Heartbeat.class);
                heartbeat.setObeyedEpoch(Math.max(heartbeat.getObeyedEpoch(), last.getObeyedEpoch()));
            }
            byte[] value = codec.encode(Topic.HEARTBEATS, heartbeat);
            store.put(record.key(), value);
            context.forward(record.withValue(value));
        }
    }

    @Override
    public void close() throws IOException {
        streams.close(Duration.ofSeconds(20));
        registry.close();
    }
}
