package dev.holdfast.cli.governance;

import dev.holdfast.record.Authority;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.Revocation;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
        return publish(Act.of(authority), List.of(root)).partitions();
    }

    /**
     * Withdraws trust.
     *
     * @return how many partitions have a copy
     */
    public int publish(Revocation revocation, List<SigningKey> operators) throws InvalidAct {
        return publish(Act.of(revocation), operators).partitions();
    }

    /**
     * Orders.
     *
     * @return how many partitions have a copy
     */
    public int publish(OperatorOrder order, List<SigningKey> operators) throws InvalidAct {
        return publish(Act.of(order), operators).partitions();
    }

    /**
     * Sends an act to every partition.
     *
     * @return where the copies stand
     * @throws Undecided when it may have been published, or not
     * @throws KafkaException when it was not published, anywhere
     */
    public Copies publish(Act act, List<SigningKey> signers) {
        var content = act.signed(trustDomain);
        return send(act, signers.stream().map(signer -> signer.sign(content)).toList());
    }

    /**
     * Sends an act that was signed elsewhere; otherwise the same.
     *
     * @param signatures over the act in this deployment's trust domain
     */
    public Copies send(Act act, List<RecordSignature> signatures) {
        byte[] value = codec.encode(Topic.GOVERNANCE, act.content());
        var headers = new RecordHeaders();
        signatures.forEach(signature -> headers.add(RecordSignature.HEADER, signature.header()));
        String topic = codec.names().of(Topic.GOVERNANCE);
        byte[] keyBytes = act.key().getBytes(StandardCharsets.UTF_8);
        producer.beginTransaction();
        try {
            var sent = new ArrayList<Future<RecordMetadata>>();
            producer.partitionsFor(topic)
                    .forEach(partition -> sent.add(producer.send(
                            new ProducerRecord<>(topic, partition.partition(), keyBytes, value, headers))));
            producer.flush();
            commit();
            return copies(sent);
        } catch (Undecided e) {
            throw e;
        } catch (KafkaException e) {
            abort(e);
            throw e;
        }
    }

    /** What is committed was sent, so nothing is waited for. */
    private static Copies copies(List<Future<RecordMetadata>> sent) {
        var offsets = new HashMap<Integer, Long>();
        for (Future<RecordMetadata> each : sent) {
            try {
                RecordMetadata copy = each.get();
                offsets.put(copy.partition(), copy.offset());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException("interrupted after the act was published", e);
            } catch (ExecutionException e) {
                throw new KafkaException("a committed copy was not sent", e);
            }
        }
        return new Copies(offsets);
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
