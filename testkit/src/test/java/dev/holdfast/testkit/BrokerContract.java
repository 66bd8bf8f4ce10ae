package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stack.broker.BrokerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What the project relies on in a broker. */
abstract class BrokerContract {
    private static final Duration READ_LIMIT = Duration.ofSeconds(10);

    @Test
    void shouldShowAnAbortedRecordToUncommittedReadersOnly(Cluster cluster) throws Exception {
        String topic = create(cluster, Map.of());
        try (KafkaProducer<String, String> producer = producer(cluster, Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "aborted")).get(10, TimeUnit.SECONDS);
            assertThat(values(read(cluster, topic, "read_uncommitted", 1))).containsExactly("aborted");
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "committed")).get(10, TimeUnit.SECONDS);
            producer.commitTransaction();
        }

        List<String> committed = values(read(cluster, topic, "read_committed", 1));
        List<String> uncommitted = values(read(cluster, topic, "read_uncommitted", 2));

        assertThat(committed).containsExactly("committed");
        assertThat(uncommitted).containsExactly("aborted", "committed");
    }

    @Test
    void shouldStampTheAppendTimeWhateverTheProducerSays(Cluster cluster) throws Exception {
        String topic = create(cluster, Map.of("message.timestamp.type", "LogAppendTime"));
        long claimed = 1_000L;
        try (KafkaProducer<String, String> producer = producer(cluster, Map.of())) {
            producer.send(new ProducerRecord<>(topic, 0, claimed, "key", "value"))
                    .get(10, TimeUnit.SECONDS);
        }

        ConsumerRecord<String, String> found =
                read(cluster, topic, "read_committed", 1).get(0);

        assertThat(found.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(found.timestamp()).isGreaterThan(claimed);
    }

    @Test
    void shouldKeepTheCleanupPolicyOfATopic(Cluster cluster) throws Exception {
        String topic = create(cluster, Map.of("cleanup.policy", "compact"));

        String policy = value(config(cluster, ConfigResource.Type.TOPIC, topic), "cleanup.policy");

        assertThat(policy).isEqualTo("compact");
    }

    @Test
    void shouldHaveTheSettingsOfASingleNode(Cluster cluster) throws Exception {
        Config config = config(cluster, ConfigResource.Type.BROKER, "1");

        BrokerSettings.SINGLE_NODE.forEach(
                (key, expected) -> assertThat(value(config, key)).as(key).isEqualTo(expected));
    }

    private static Config config(Cluster cluster, ConfigResource.Type type, String name) throws Exception {
        ConfigResource resource = new ConfigResource(type, name);
        return Objects.requireNonNull(cluster.admin()
                .describeConfigs(List.of(resource))
                .all()
                .get(10, TimeUnit.SECONDS)
                .get(resource));
    }

    private static String value(Config config, String key) {
        return Objects.requireNonNull(config.get(key), key).value();
    }

    private static String create(Cluster cluster, Map<String, String> config) throws Exception {
        String topic = "contract-" + UUID.randomUUID();
        cluster.admin()
                .createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(config)))
                .all()
                .get(20, TimeUnit.SECONDS);
        return topic;
    }

    private static KafkaProducer<String, String> producer(Cluster cluster, Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put("bootstrap.servers", cluster.bootstrapServers());
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** Reads from the beginning until so many are there or the limit is up. */
    private static List<ConsumerRecord<String, String>> read(
            Cluster cluster, String topic, String isolation, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "isolation.level",
                isolation,
                "auto.offset.reset",
                "earliest");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            long deadline = System.nanoTime() + READ_LIMIT.toNanos();
            while (records.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<String> values(List<ConsumerRecord<String, String>> records) {
        return records.stream().map(ConsumerRecord::value).toList();
    }
}
