package dev.holdfast.cli.command.signal;

import dev.holdfast.record.Signal;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends signals, each to the partition on which its execution is decided. Outside of any transaction: an open one on an input topic holds up what comes
 * behind it.
 */
public final class SignalSender implements AutoCloseable {
    private static final int BLOCK_MILLIS = 10_000;
    private static final int DELIVERY_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 5_000;

    private final String trustDomain;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final Producer<byte[], byte[]> producer;
    private final List<String> bootstrapServers;

    /** Connects when it sends. */
    public SignalSender(ConnectionConfig config) {
        this.trustDomain = config.trustDomain();
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        this.bootstrapServers = config.getList(ConnectionConfig.BOOTSTRAP_SERVERS);
        Map<String, Object> settings = config.clientSettings();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Where a signal stands.
     *
     * @param offset in its partition
     */
    public record Sent(String topic, int partition, long offset) {}

    /**
     * Sends one; returns when the brokers have it. Whether an evaluator takes it is seen in the lineage of the execution, or among the dead letters.
     *
     * @param signers keys of one authority, as many as it asks for
     * @throws KafkaException when the brokers did not say in time that they have it: it may have been sent, or not; what comes twice is taken once
     */
    public Sent send(String executionId, Signal signal, List<SigningKey> signers) throws InterruptedException {
        byte[] value = codec.encode(Topic.SIGNALS, signal);
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value), "the serializer writes the wire format");
        var content = new SignedContent(
                trustDomain, Topic.SIGNALS.logicalName(), executionId, Topic.SIGNALS.fingerprint(), wire.body());
        var headers = new RecordHeaders();
        signers.forEach(signer ->
                headers.add(RecordSignature.HEADER, signer.sign(content).header()));
        String topic = codec.names().of(Topic.SIGNALS);
        byte[] key = executionId.getBytes(StandardCharsets.UTF_8);
        try {
            int partition = RootSegmentPartitioner.partitionOf(
                    executionId, producer.partitionsFor(topic).size());
            RecordMetadata metadata = producer.send(new ProducerRecord<>(topic, partition, key, value, headers))
                    .get();
            return new Sent(topic, metadata.partition(), metadata.offset());
        } catch (TimeoutException e) {
            throw silent(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refused && !(refused instanceof TimeoutException)
                    ? refused
                    : silent(e);
        }
    }

    private KafkaException silent(Exception cause) {
        return new KafkaException(
                "Kafka at " + bootstrapServers
                        + " did not say in time that it has the signal; is the deployment up? Send it"
                        + " again with the same --observed-at: what comes twice is taken once",
                cause);
    }

    @Override
    public void close() {
        producer.close();
        try {
            registry.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
