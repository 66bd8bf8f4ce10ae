package dev.holdfast.bench.halt;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends for executions that are many, through one producer, which gathers for 5 ms: what they cost is to be the evaluator's to pay, not their senders'. One thread. */
final class Post implements AutoCloseable {
    private static final int LINGER_MILLIS = 5;
    private static final int BATCH_BYTES = 64 * 1024;

    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final KafkaProducer<byte[], byte[]> producer;
    private final String trustDomain;
    private final AtomicLong lost = new AtomicLong();

    Post(ExecutorConfig config) {
        this.registry = config.newRegistryClient();
        this.codec = new Links(config, registry).codec(Topic.GRANTS, Topic.HEARTBEATS);
        this.trustDomain = config.trustDomain();
        Map<String, Object> settings = config.clientSettings();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Publishes a grant. */
    void grant(SignedGrant grant) {
        send(
                Topic.GRANTS,
                grant.grant().getExecutionId(),
                codec.enclose(Topic.GRANTS, grant.writer(), grant.body()),
                List.of(new RecordHeader(
                        RecordSignature.HEADER, grant.signature().header())),
                () -> {});
    }

    /**
     * Seals a heartbeat and sends it.
     *
     * @param taken called once Kafka has it, on a thread of the producer's
     */
    void beat(String id, SessionSigner signer, Heartbeat heartbeat, Runnable taken) {
        byte[][] value = new byte[1][];
        SessionSigner.Seal seal = signer.seal(heartbeat, each -> {
            value[0] = codec.encode(Topic.HEARTBEATS, each);
            WireFormat wire =
                    Objects.requireNonNull(WireFormat.parse(value[0]), "the serializer writes the wire format");
            return new SignedContent(
                    trustDomain, Topic.HEARTBEATS.logicalName(), id, Topic.HEARTBEATS.fingerprint(), wire.body());
        });
        List<Header> headers = new ArrayList<>(2);
        seal.signature().ifPresent(each -> headers.add(new RecordHeader(RecordSignature.HEADER, each)));
        seal.session().ifPresent(each -> headers.add(new RecordHeader(SessionHeader.HEADER, each)));
        send(Topic.HEARTBEATS, id, value[0], headers, taken);
    }

    private void send(Topic topic, String id, byte[] value, List<Header> headers, Runnable taken) {
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        int partition = RootSegmentPartitioner.partitionOf(key, Plan.PARTITIONS);
        producer.send(
                new ProducerRecord<>(codec.names().of(topic), partition, key, value, headers), (metadata, failure) -> {
                    if (failure != null) {
                        lost.incrementAndGet();
                    } else {
                        taken.run();
                    }
                });
    }

    /** Waits until Kafka has all that was sent. */
    void flush() {
        producer.flush();
    }

    /** What Kafka did not take. */
    long lost() {
        return lost.get();
    }

    @Override
    public void close() throws IOException {
        producer.close(Duration.ofSeconds(5));
        codec.close();
        registry.close();
    }
}
