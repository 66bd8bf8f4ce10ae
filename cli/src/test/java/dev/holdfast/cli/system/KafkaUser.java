package dev.holdfast.cli.system;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Does with the brokers what somebody might try. Each method ends well only when the brokers have let it be done. */
final class KafkaUser {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final byte[] KEY = {'k'};
    private static final byte[] VALUE = {'v'};

    private final Map<String, String> client;

    KafkaUser(Map<String, String> client) {
        this.client = client;
    }

    /** With Kafka's defaults, which make the producer an idempotent one. */
    void write(String topic) throws Exception {
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, 0, KEY, VALUE)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Writes one record to each of these topics in one transaction. */
    void writeInTransaction(String transactionalId, List<String> topics) {
        try (var producer = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId))) {
            producer.initTransactions();
            producer.beginTransaction();
            topics.forEach(topic -> producer.send(new ProducerRecord<>(topic, 0, KEY, VALUE)));
            producer.commitTransaction();
        }
    }

    /** Reads a record of a topic that has one, in no group. */
    void read(String topic) {
        try (var consumer = consumer(Map.of())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            awaitRecord(consumer);
        }
    }

    /** Reads a record of a topic that has one, as a member of a group, and commits. */
    void readInGroup(String group, String topic) {
        try (var consumer = consumer(Map.of(ConsumerConfig.GROUP_ID_CONFIG, group))) {
            consumer.subscribe(List.of(topic));
            awaitRecord(consumer);
            consumer.commitSync();
        }
    }

    private static void awaitRecord(KafkaConsumer<byte[], byte[]> consumer) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no record came, and no refusal");
            }
        }
    }

    /** Asks something of the cluster. */
    <T> void ask(Question<T> question) throws Exception {
        try (Admin admin = Admin.create(new HashMap<>(client))) {
            question.of(admin).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** What is asked. */
    interface Question<T> {
        KafkaFuture<T> of(Admin admin) throws Exception;
    }

    Map<String, String> client() {
        return client;
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) LIMIT.toMillis());
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        settings.putAll(more);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
