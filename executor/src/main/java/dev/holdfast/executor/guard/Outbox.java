package dev.holdfast.executor.guard;

import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Signs what the executor says and sends it to the execution's partition. Any thread. */
public final class Outbox implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;
    private final RecordCodec codec;
    private final SigningKey key;
    private final String trustDomain;
    private final String executionId;
    private final int partition;
    private boolean closed;

    /** @param producer this outbox's to close */
    public Outbox(
            Producer<byte[], byte[]> producer,
            RecordCodec codec,
            SigningKey key,
            String trustDomain,
            String executionId,
            int partition) {
        this.producer = producer;
        this.codec = codec;
        this.key = key;
        this.trustDomain = trustDomain;
        this.executionId = executionId;
        this.partition = partition;
    }

    /** Publishes the grant as its issuer signed it. */
    public synchronized Future<RecordMetadata> grant(SignedGrant grant) {
        byte[] value = codec.enclose(Topic.GRANTS, grant.writer(), grant.body());
        return send(Topic.GRANTS, value, grant.signature(), (metadata, failure) -> {});
    }

    /**
     * Signs and sends.
     *
     * @param callback learns, on a thread of the producer's, whether Kafka has taken it
     * @throws KafkaException when it could not even be queued, or the guard is closed
     */
    public synchronized void send(Topic topic, SpecificRecord record, Callback callback) {
        byte[] value = codec.encode(topic, record);
        send(topic, value, key.sign(content(topic, value)), callback);
    }

    /**
     * Seals a heartbeat and sends it, in one, so that heartbeats stand in the order of their seals.
     *
     * @param seals told when it was not taken
     * @param nowNanos of the monotonic clock
     * @param callback learns, on a thread of the producer's, whether Kafka has taken it
     * @throws KafkaException when it could not even be queued, no session key is agreed, or the guard is closed
     */
    public synchronized void beat(Heartbeat heartbeat, Seals seals, long nowNanos, Callback callback) {
        var encoding = new Encoding();
        SessionSigner.Seal seal = seals.seal(heartbeat, encoding, nowNanos)
                .orElseThrow(() -> new KafkaException("the evaluator has not told its agreement key"));
        List<Header> headers = new ArrayList<>(2);
        seal.signature().ifPresent(value -> headers.add(new RecordHeader(RecordSignature.HEADER, value)));
        seal.session().ifPresent(value -> headers.add(new RecordHeader(SessionHeader.HEADER, value)));
        try {
            send(Topic.HEARTBEATS, encoding.value, headers, (metadata, failure) -> {
                if (failure != null) {
                    seals.doubt();
                }
                callback.onCompletion(metadata, failure);
            });
        } catch (KafkaException e) {
            seals.doubt();
            throw e;
        }
    }

    /** Keeps the bytes of the heartbeat that was sealed. */
    private final class Encoding implements Function<Heartbeat, SignedContent> {
        private byte[] value = new byte[0];

        @Override
        public SignedContent apply(Heartbeat heartbeat) {
            value = codec.encode(Topic.HEARTBEATS, heartbeat);
            return content(Topic.HEARTBEATS, value);
        }
    }

    private SignedContent content(Topic topic, byte[] value) {
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value), "the serializer writes the wire format");
        return new SignedContent(trustDomain, topic.logicalName(), executionId, topic.fingerprint(), wire.body());
    }

    private Future<RecordMetadata> send(Topic topic, byte[] value, RecordSignature signature, Callback callback) {
        return send(topic, value, List.of(new RecordHeader(RecordSignature.HEADER, signature.header())), callback);
    }

    private Future<RecordMetadata> send(Topic topic, byte[] value, List<Header> headers, Callback callback) {
        if (closed) {
            throw new KafkaException("the guard is closed");
        }
        var record = new ProducerRecord<>(
                codec.names().of(topic), partition, executionId.getBytes(StandardCharsets.UTF_8), value, headers);
        return producer.send(record, callback);
    }

    /** Gives what is under way up to 5 s to arrive. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        producer.close(Duration.ofSeconds(5));
        codec.close();
    }
}
