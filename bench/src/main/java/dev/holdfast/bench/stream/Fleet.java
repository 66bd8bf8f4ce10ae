package dev.holdfast.bench.stream;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.AgreementKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Many live executions, each in a session, and the heartbeats they have sent: one of each execution in turn. The heartbeats are sealed ahead and bear the instants at
 * which they would have come, so that in a backlog as in service every fifth brings a lease and every 64th is signed.
 */
final class Fleet {
    /**
     * How far ahead of now the first instant is: later than any wall clock that the evaluator sees while it takes the backlog, so that none is ever missing. Brokers
     * refuse what is an hour ahead.
     */
    private static final Duration AHEAD = Duration.ofMinutes(20);

    private static final int SETTINGS_WITHIN_SECONDS = 30;

    private final Site site;
    private final Model model;
    private final Plan plan;
    private final long beginning = System.currentTimeMillis() + AHEAD.toMillis();

    Fleet(Site site, Model model, Plan plan) {
        this.site = site;
        this.model = model;
        this.plan = plan;
    }

    /** Writes states and heartbeats. The evaluator must rest; the next one takes up both. */
    void write() throws Exception {
        ExecutorConfig config = site.clients();
        stampAsSent(config);
        var evaluator = AgreementKey.derivedFrom(
                KeyFiles.readSigningKey(site.deployment().layout().evaluatorKey()));
        AgreementKey own = AgreementKey.generate(new SecureRandom());
        String changelog = Model.changelog(site);
        var failure = new AtomicReference<Exception>();
        try (SchemaRegistryClient registry = config.newRegistryClient();
                Producer<byte[], byte[]> producer = producer(config)) {
            var links = new Links(config, registry);
            var copies = ThreadLocal.withInitial(() -> new Copyist(
                    links.codec(Topic.HEARTBEATS), model, plan, beginning, config.trustDomain(), own, evaluator));
            List<Copyist.Copy> all = IntStream.range(0, plan.executions())
                    .parallel()
                    .mapToObj(number -> {
                        Copyist.Copy copy = copies.get().copy(number);
                        byte[] key = copy.key();
                        send(producer, failure, changelog, key, beginning, copy.state(), List.of());
                        // Kafka has it by now, or soon; the rest is needed until the last round.
                        return copy.withoutState();
                    })
                    .filter(copy -> !copy.heartbeats().isEmpty())
                    .toList();
            // It would be missed from now on.
            send(producer, failure, changelog, key(Model.ID), beginning, null, List.of());
            String heartbeats = config.topicNames().of(Topic.HEARTBEATS);
            for (int round = 0; round < plan.rounds(); round++) {
                for (Copyist.Copy copy : all) {
                    int number = copy.number();
                    Copyist.Sealed sealed = copy.heartbeats().get(round);
                    long stamp = beginning + plan.sentAfterMillis(number, round);
                    send(producer, failure, heartbeats, copy.key(), stamp, sealed.value(), sealed.headers());
                }
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new KafkaException("the backlog was not written", failure.get());
        }
    }

    private void send(
            Producer<byte[], byte[]> producer,
            AtomicReference<Exception> failure,
            String topic,
            byte[] key,
            long stamp,
            byte @Nullable [] value,
            List<Header> headers) {
        int partition = RootSegmentPartitioner.partitionOf(key, plan.partitions());
        producer.send(new ProducerRecord<>(topic, partition, stamp, key, value, headers), (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
    }

    /** The topic of heartbeats takes the instants it is given. */
    private static void stampAsSent(ExecutorConfig config) throws Exception {
        var topic = new ConfigResource(
                ConfigResource.Type.TOPIC, config.topicNames().of(Topic.HEARTBEATS));
        var entry = new ConfigEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        try (Admin admin = Admin.create(config.clientSettings())) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get(SETTINGS_WITHIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Producer<byte[], byte[]> producer(ExecutorConfig config) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 * 1024);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000L);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The id of one of them. */
    static String id(int number) {
        return "live-" + number;
    }

    /** The key of one of them. */
    static byte[] key(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
