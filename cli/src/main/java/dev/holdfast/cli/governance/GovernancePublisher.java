package dev.holdfast.cli.governance;

import dev.holdfast.record.Authority;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.schemas.RecordCodec;
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
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends acts of governance: one copy to every partition, all in one transaction, so that every evaluator takes an act or none does. The
 * transaction is short: an open one on an input topic holds up what comes behind it.
 */
public final class GovernancePublisher implements AutoCloseable {
    private static final int TRANSACTION_MILLIS = 5_000;
    private static final int BLOCK_MILLIS = 10_000;

    private final String trustDomain;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final Producer<byte[], byte[]> producer;

    /** The brokers did not say in time whether the transaction is committed. */
    public static final class Undecided extends KafkaException {
        private static final long serialVersionUID = 1L;

        Undecided(Throwable cause) {
            super(
                    "the brokers did not say in time whether the act is published; publish it again under the same id: what came"
                            + " twice is taken once",
                    cause);
        }
    }

    /**
     * Connects.
     *
     * @throws KafkaException when Kafka or the schema registry does not answer, or refuses
     */
    public GovernancePublisher(ConnectionConfig config) {
        this.trustDomain = config.trustDomain();
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        Map<String, Object> settings = config.clientSettings();
        settings.put(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                config.topicNames().prefix() + "governance-" + UUID.randomUUID());
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TRANSACTION_MILLIS / 2);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            close();
            throw e instanceof TimeoutException
                    ? new KafkaException(
                            "Kafka at " + config.getList(ConnectionConfig.BOOTSTRAP_SERVERS)
                                    + " does not answer; nothing was published; is the deployment up?",
                            e)
                    : e;
        }
    }

    /**
     * Vouches for an authority; the root key alone may sign.
     *
     * @return how many partitions have a copy
     */
    public int publish(Authority authority, SigningKey root) throws InvalidAct {
        return publish(Act.of(authority), List.of(root));
    }

    /**
     * Withdraws trust.
     *
     * @return how many partitions have a copy
     */
    public int publish(Revocation revocation, List<SigningKey> operators) throws InvalidAct {
        return publish(Act.of(revocation), operators);
    }

    /**
     * Orders.
     *
     * @return how many partitions have a copy
     */
    public int publish(OperatorOrder order, List<SigningKey> operators) throws InvalidAct {
        return publish(Act.of(order), operators);
    }

    /**
     * Sends an act to every partition.
     *
     * @return how many partitions have a copy
     * @throws Undecided when it may have been published, or not
     * @throws KafkaException when it was not published, anywhere
     */
    public int publish(Act act, List<SigningKey> signers) {
        String key = act.key();
        byte[] value = codec.encode(Topic.GOVERNANCE, act.content());
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(value), "the serializer writes the wire format");
        var content = new SignedContent(
                trustDomain, Topic.GOVERNANCE.logicalName(), key, Topic.GOVERNANCE.fingerprint(), wire.body());
        var headers = new RecordHeaders();
        signers.forEach(signer ->
                headers.add(RecordSignature.HEADER, signer.sign(content).header()));
        String topic = codec.names().of(Topic.GOVERNANCE);
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        producer.beginTransaction();
        try {
            List<PartitionInfo> partitions = producer.partitionsFor(topic);
            partitions.forEach(partition ->
                    producer.send(new ProducerRecord<>(topic, partition.partition(), keyBytes, value, headers)));
            producer.flush();
            commit();
            return partitions.size();
        } catch (Undecided e) {
            throw e;
        } catch (KafkaException e) {
            abort(e);
            throw e;
        }
    }

    private void commit() {
        try {
            producer.commitTransaction();
        } catch (TimeoutException e) {
            throw new Undecided(e);
        }
    }

    private void abort(KafkaException cause) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // The broker ends the transaction by itself.
            cause.addSuppressed(e);
        }
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
