package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Lease;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.transaction.EvaluatorClients;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The producer of an evaluator's stream thread keeps all but commands for a while, and signs leases together. What becomes of them when its transaction ends, one way or the other. */
@RealCluster
class BundlingProducerIT {
    private static final int TOO_LARGE = 2_000_000;
    private static final Callback NOTHING = (metadata, failure) -> {};

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private Site site;
    private LeaseSignatures signatures;
    private Producer<byte[], byte[]> producer;

    @BeforeEach
    void begin(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        ExecutorConfig config = site.client();
        signatures = new LeaseSignatures(config.topicNames(), site.evaluatorKey, Site.TRUST_DOMAIN);
        Map<String, Object> settings = new HashMap<>(config.clientSettings());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "leases");
        producer = new EvaluatorClients(config.topicNames(), signatures, nanos::get).getProducer(settings);
        producer.initTransactions();
        producer.beginTransaction();
    }

    @AfterEach
    void end() throws Exception {
        producer.close(Duration.ofSeconds(1));
        site.close();
    }

    @Test
    void shouldSignAndSendAllThatWaitBeforeTheTransactionIsCommitted() throws Exception {
        send("a");
        // One producer sends in order: what was given to it later is with the broker, and they are not.
        producer.send(site.wire.unsigned(Topic.CONTROL, "a", new byte[1]), NOTHING)
                .get(10, TimeUnit.SECONDS);
        assertThat(site.wire.raw(Topic.LEASES)).as("they wait").isEmpty();

        producer.commitTransaction();

        List<ConsumerRecord<byte[], byte[]>> leases = committed(1);
        assertThat(names(leases)).containsExactly("a");
        assertThat(leases).allMatch(signatures::stands);
    }

    @Test
    void shouldHaveSentAllThatWaitedSignedWhenItIsFlushed() {
        String[] executions =
                IntStream.range(0, 150).mapToObj(number -> "run-" + number).toArray(String[]::new);
        List<Future<RecordMetadata>> sent = send(executions);

        producer.flush();

        assertThat(sent).allMatch(Future::isDone);
        producer.commitTransaction();
        List<ConsumerRecord<byte[], byte[]>> leases = committed(executions.length);
        assertThat(names(leases)).containsExactlyInAnyOrder(executions);
        assertThat(leases).allMatch(signatures::stands);
    }

    @Test
    void shouldLetCommandsPassWhatWaits() throws Exception {
        Future<RecordMetadata> row = row("a");

        producer.send(site.wire.unsigned(Topic.CONTROL, "a", new byte[1]), NOTHING)
                .get(10, TimeUnit.SECONDS);

        assertThat(site.wire.raw(Topic.EXECUTIONS)).isEmpty();
        assertThat(row).isNotDone();
        producer.commitTransaction();
        assertThat(row).isDone();
        assertThat(names(await().until(() -> site.wire.committed(Topic.EXECUTIONS), rows -> !rows.isEmpty())))
                .containsExactly("a");
    }

    @Test
    void shouldSendWhatHasWaitedWhenTheNextOneComes() throws Exception {
        Future<RecordMetadata> first = row("a");
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(19));
        row("b");
        producer.send(site.wire.unsigned(Topic.CONTROL, "a", new byte[1]), NOTHING)
                .get(10, TimeUnit.SECONDS);
        assertThat(first).isNotDone();

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        Future<RecordMetadata> last = row("c");

        last.get(10, TimeUnit.SECONDS);
        assertThat(first).isDone();
    }

    @Test
    void shouldGiveEachLeaseItsSignatureAndRowsNoneHoweverTheyAlternate() {
        String[] executions =
                IntStream.range(0, 300).mapToObj(number -> "run-" + number).toArray(String[]::new);
        for (String execution : executions) {
            row(execution);
            send(execution);
        }

        producer.commitTransaction();

        List<ConsumerRecord<byte[], byte[]>> leases = committed(executions.length);
        assertThat(leases).hasSize(executions.length).allMatch(signatures::stands);
        assertThat(await().until(() -> site.wire.committed(Topic.EXECUTIONS), rows -> rows.size() >= executions.length))
                .allMatch(row -> row.headers().lastHeader(RecordSignature.HEADER) == null);
    }

    @Test
    void shouldSendInTheOrderGivenToItHoweverManyThereAre() {
        List<String> given =
                IntStream.range(0, 600).mapToObj(number -> "row-" + number).toList();
        given.forEach(this::row);

        producer.commitTransaction();

        assertThat(names(await().until(() -> site.wire.committed(Topic.EXECUTIONS), rows -> rows.size() >= 600)))
                .containsExactlyElementsOf(given);
    }

    @Test
    void shouldForgetWhatWaitsWhenTheTransactionIsAborted() {
        send("a");

        producer.abortTransaction();

        producer.beginTransaction();
        send("c");
        producer.commitTransaction();
        assertThat(names(committed(1))).containsExactly("c");
        assertThat(names(site.wire.raw(Topic.LEASES))).as("a never left").containsExactly("c");
    }

    @Test
    void shouldLetNobodySeeWhatWasSentInATransactionThatIsAborted() {
        send("a");

        producer.flush();

        assertThat(names(site.wire.raw(Topic.LEASES))).containsExactly("a");
        producer.abortTransaction();
        producer.beginTransaction();
        send("b");
        producer.commitTransaction();
        assertThat(names(committed(1))).containsExactly("b");
    }

    @Test
    void shouldNotCommitOverALeaseThatCouldNotBeSent() {
        var failures = new ArrayList<Exception>();
        send("a");
        producer.send(
                site.wire.unsigned(Topic.LEASES, "b", WireFormat.join(1, new byte[TOO_LARGE])),
                (metadata, failure) -> failures.add(failure));

        assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);

        assertThat(failures).singleElement().isInstanceOf(RecordTooLargeException.class);
        producer.abortTransaction();
        producer.beginTransaction();
        send("c");
        producer.commitTransaction();
        assertThat(names(committed(1))).containsExactly("c");
    }

    private Future<RecordMetadata> row(String execution) {
        return producer.send(
                new ProducerRecord<>(
                        site.client().topicNames().of(Topic.EXECUTIONS),
                        0,
                        execution.getBytes(StandardCharsets.UTF_8),
                        new byte[1]),
                NOTHING);
    }

    /** What is committed once there is as much; the ends of transactions are written a little after they are decided upon. */
    private List<ConsumerRecord<byte[], byte[]>> committed(int count) {
        return await().until(() -> site.wire.committed(Topic.LEASES), leases -> leases.size() >= count);
    }

    private List<Future<RecordMetadata>> send(String... executions) {
        var sent = new ArrayList<Future<RecordMetadata>>();
        for (String execution : executions) {
            Lease lease = Lease.newBuilder()
                    .setEpoch(1)
                    .setExecutorInstance("one")
                    .setHeartbeatSequence(1)
                    .setDurationMillis(1_000)
                    .setDecidedAt(Instant.EPOCH)
                    .build();
            sent.add(producer.send(
                    site.wire.unsigned(Topic.LEASES, execution, site.wire.encode(Topic.LEASES, lease)), NOTHING));
        }
        return sent;
    }

    private static List<String> names(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }
}
