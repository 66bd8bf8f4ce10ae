package dev.holdfast.cli.system;

import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes whatever a test wants onto a site's topics, signed by whomever, and reads what stands there. One thread. */
public final class Wire implements AutoCloseable {
    private final ConnectionConfig config;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final KafkaProducer<byte[], byte[]> plain;

    Wire(ConnectionConfig config) {
        this.config = config;
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        this.plain = producer(Map.of());
    }

    public byte[] encode(Topic topic, SpecificRecord value) {
        return codec.encode(topic, value);
    }

    /** A record on its right partition without a signature. */
    public ProducerRecord<byte[], byte[]> unsigned(Topic topic, String executionId, byte[] value) {
        int partition = RootSegmentPartitioner.partitionOf(executionId, Site.PARTITIONS);
        return new ProducerRecord<>(
                config.topicNames().of(topic), partition, executionId.getBytes(StandardCharsets.UTF_8), value);
    }

    /** The same with a signature of {@code signer} for this execution. */
    public ProducerRecord<byte[], byte[]> signed(
            Topic topic, String executionId, SpecificRecord value, SigningKey signer) {
        return signedFor(Site.TRUST_DOMAIN, topic, executionId, encode(topic, value), signer);
    }

    public ProducerRecord<byte[], byte[]> signedFor(
            String trustDomain, Topic topic, String executionId, byte[] value, SigningKey signer) {
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value));
        var content =
                new SignedContent(trustDomain, topic.logicalName(), executionId, topic.fingerprint(), wire.body());
        ProducerRecord<byte[], byte[]> record = unsigned(topic, executionId, value);
        record.headers().add(RecordSignature.HEADER, signer.sign(content).header());
        return record;
    }

    public RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
        return plain.send(record).get(10, TimeUnit.SECONDS);
    }

    /** Sends in a transaction that is left open; the test aborts or commits it and closes the producer. */
    KafkaProducer<byte[], byte[]> sendInOpenTransaction(List<ProducerRecord<byte[], byte[]>> records) {
        KafkaProducer<byte[], byte[]> producer = producer(Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "test-" + UUID.randomUUID(),
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                20_000));
        producer.initTransactions();
        producer.beginTransaction();
        records.forEach(producer::send);
        producer.flush();
        return producer;
    }

    /** Everything of a topic that stands there now, committed or not, in the order of each partition. */
    public List<ConsumerRecord<byte[], byte[]>> raw(Topic topic) {
        return raw(topic, "read_uncommitted");
    }

    /** Everything of a topic in transactions that were committed, in the order of each partition. */
    List<ConsumerRecord<byte[], byte[]>> committed(Topic topic) {
        return raw(topic, "read_committed");
    }

    private List<ConsumerRecord<byte[], byte[]>> raw(Topic topic, String isolation) {
        Map<String, Object> settings = new HashMap<>(config.clientSettings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, Site.PARTITIONS)
                    .mapToObj(number -> new TopicPartition(config.topicNames().of(topic), number))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(
                            partition -> consumer.position(partition) < Objects.requireNonNull(ends.get(partition)))) {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }

    /** What a topic says of one execution. */
    <T extends SpecificRecord> List<T> of(String executionId, Topic topic, Class<T> type) {
        return of(executionId, topic, type, raw(topic));
    }

    /** What it says in transactions that were committed. */
    <T extends SpecificRecord> List<T> committed(String executionId, Topic topic, Class<T> type) {
        return of(executionId, topic, type, committed(topic));
    }

    private <T extends SpecificRecord> List<T> of(
            String executionId, Topic topic, Class<T> type, List<ConsumerRecord<byte[], byte[]>> records) {
        byte[] key = executionId.getBytes(StandardCharsets.UTF_8);
        return records.stream()
                .filter(record -> Arrays.equals(key, record.key()) && record.value() != null)
                .map(record -> codec.decode(topic, record.value(), type))
                .toList();
    }

    public <T extends SpecificRecord> T decode(Topic topic, byte[] value, Class<T> type) {
        return codec.decode(topic, value, type);
    }

    /** Every row there was of one execution, the current one last. */
    List<ExecutionStatus> rows(String executionId) {
        return of(executionId, Topic.EXECUTIONS, ExecutionStatus.class);
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(config.clientSettings());
        settings.putAll(more);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() throws Exception {
        plain.close(Duration.ofSeconds(1));
        registry.close();
    }
}
