package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.record.Lease;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.transaction.EvaluatorClients;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leases that wait for their signature are part of the transaction they were given in: all of them with it, or none. */
@RealCluster
class LeaseSigningIT {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final SigningKey EVALUATOR = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
    private static final String DOMAIN = "test";

    private final TopicNames names = new TopicNames("signing-" + UUID.randomUUID() + ".");
    private final AtomicInteger acknowledged = new AtomicInteger();
    private Producer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> committed;

    @BeforeEach
    void begin(Cluster cluster) throws Exception {
        Map<String, Object> client = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(names.of(Topic.LEASES), Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        producer = new EvaluatorClients(new LeaseSignatures(names, EVALUATOR, DOMAIN))
                .getProducer(Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        names.prefix()));
        committed = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        committed.assign(List.of(new TopicPartition(names.of(Topic.LEASES), 0)));
        producer.initTransactions();
    }

    @AfterEach
    void end() {
        producer.close(Duration.ZERO);
        committed.close();
    }

    private static byte[] lease(int number) throws Exception {
        ByteBuffer body = ByteBuffer.wrap(avro(new Lease(1L, "process-a", (long) number, 10_000, Instant.EPOCH)));
        return WireFormat.join(1, body.array());
    }

    private static byte[] avro(Lease lease) throws Exception {
        var bytes = new java.io.ByteArrayOutputStream();
        var encoder = org.apache.avro.io.EncoderFactory.get().binaryEncoder(bytes, null);
        new org.apache.avro.specific.SpecificDatumWriter<>(Lease.class).write(lease, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private void give(int from, int count) throws Exception {
        for (int number = from; number < from + count; number++) {
            producer.send(
                    new ProducerRecord<>(names.of(Topic.LEASES), 0, key(number), lease(number)),
                    (metadata, failure) -> acknowledged.addAndGet(failure == null ? 1 : 0));
        }
    }

    private static byte[] key(int number) {
        return ("execution-" + number).getBytes(StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(int count) {
        var read = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        await().atMost(LONG).until(() -> {
            committed.poll(Duration.ofMillis(100)).forEach(read::add);
            return read.size() >= count;
        });
        return read;
    }

    private static boolean isSigned(ConsumerRecord<byte[], byte[]> lease) {
        WireFormat wire = WireFormat.parse(lease.value());
        var content = new SignedContent(
                DOMAIN,
                Topic.LEASES.logicalName(),
                new String(lease.key(), StandardCharsets.UTF_8),
                Topic.LEASES.fingerprint(),
                wire.body());
        return RecordSignature.parse(lease.headers()
                                .lastHeader(RecordSignature.HEADER)
                                .value())
                        instanceof RecordSignature.Parsed.Signature parsed
                && parsed.value().verify(EVALUATOR.verifyingKey(), content)
                        instanceof RecordSignature.Verification.Valid;
    }

    @Test
    void shouldCommitEveryLeaseSignedAlsoThoseThatWaitedStill() throws Exception {
        producer.beginTransaction();
        give(0, 150);
        producer.commitTransaction();

        List<ConsumerRecord<byte[], byte[]>> leases = read(150);

        assertThat(leases)
                .extracting(lease -> new String(lease.key(), StandardCharsets.UTF_8))
                .containsExactlyElementsOf(IntStream.range(0, 150)
                        .mapToObj(number -> "execution-" + number)
                        .toList());
        assertThat(leases).allMatch(LeaseSigningIT::isSigned);
        assertThat(acknowledged).hasValue(150);
    }

    @Test
    void shouldForgetWithATransactionThatIsAbortedTheLeasesThatWaited() throws Exception {
        producer.beginTransaction();
        give(0, 3);
        producer.abortTransaction();
        producer.beginTransaction();
        give(7, 1);
        producer.commitTransaction();

        List<ConsumerRecord<byte[], byte[]>> leases = read(1);

        assertThat(leases)
                .extracting(lease -> new String(lease.key(), StandardCharsets.UTF_8))
                .containsExactly("execution-7");
        assertThat(acknowledged).hasValue(1);
    }

    @Test
    void shouldHaveSentAllThatWaitedWhenItIsFlushed() throws Exception {
        producer.beginTransaction();
        give(0, 3);
        assertThat(acknowledged).hasValue(0);

        producer.flush();

        assertThat(acknowledged).hasValue(3);
    }
}
