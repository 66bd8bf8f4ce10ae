package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.LeaseReceived;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Lease;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RealCluster
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class DeadLetterIT {
    private static final SigningKey STRANGER = SigningKey.generate(new SecureRandom());

    @TempDir
    static Path directory;

    private static Site site;
    private static Evaluator evaluator;

    // On the same partition as everything that a test sends.
    private static final Heard HEARD = new Heard();
    private static ExecutionGuard neighbour;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        evaluator = site.startEvaluator();
        neighbour = site.running(site.grant(grant -> grant.setLeaseMillis(5_000)), HEARD);
    }

    @AfterAll
    static void shouldHaveLeasedTheNeighbourAllAlong() throws Exception {
        int leases = HEARD.all(LeaseReceived.class).size();
        await().until(() -> HEARD.all(LeaseReceived.class).size() > leases);
        assertThat(neighbour.complete(0)).isTrue();
        neighbour.close();
        evaluator.close();
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GARBAGE, UNDECODABLE",
        "NOTHING, UNDECODABLE",
        "BODY_CUT, UNDECODABLE",
        "NO_KEY, KEY_INVALID",
        "UNSIGNED, UNSIGNED",
        "SIGNED_BY_A_STRANGER, SIGNER_UNKNOWN",
        "SIGNED_FOR_ANOTHER_DEPLOYMENT, SIGNATURE_INVALID",
        "SIGNED_WITH_HALF_A_SIGNATURE, SIGNATURE_MALFORMED",
        "ON_THE_OTHER_PARTITION, MISPLACED",
        "OF_AN_UNKNOWN_SCHEMA, SCHEMA_UNKNOWN",
        "OF_ANOTHER_TOPICS_SCHEMA, SCHEMA_UNEXPECTED",
        "TOO_LARGE, OVERSIZED",
    })
    void shouldWriteDownWhatCannotBeJudgedAndGoOn(Defect defect, String reason) throws Exception {
        Granted granted = besideTheNeighbour();
        ProducerRecord<byte[], byte[]> record = defect.in(granted);

        RecordMetadata sent = site.wire.send(record);

        DeadLetter letter =
                await().until(() -> letterOf(sent), Optional::isPresent).orElseThrow();
        byte[] value = record.value();
        assertThat(letter.getReason()).isEqualTo(reason);
        assertThat(letter.getDetail()).isNotBlank();
        assertThat(letter.getKey()).isEqualTo(record.key() == null ? null : ByteBuffer.wrap(record.key()));
        assertThat(letter.getValueSizeBytes()).isEqualTo(value == null ? 0 : value.length);
        assertThat(letter.getAppendedAt()).isEqualTo(Instant.ofEpochMilli(sent.timestamp()));
        assertThat(letter.getValue())
                .isEqualTo(
                        value == null ? null : ByteBuffer.wrap(Arrays.copyOf(value, Math.min(value.length, 65_536))));
        assertThat(site.wire.rows(granted.executionId())).isEmpty();
        assertThat(neighbour.standing()).isEqualTo(Standing.RUNNING);
        assertThat(HEARD.lastMoveTo(Standing.PAUSED)).isEmpty();
    }

    /** What is wrong with a grant that is otherwise sound. */
    private enum Defect {
        GARBAGE,
        NOTHING,
        BODY_CUT,
        NO_KEY,
        UNSIGNED,
        SIGNED_BY_A_STRANGER,
        SIGNED_FOR_ANOTHER_DEPLOYMENT,
        SIGNED_WITH_HALF_A_SIGNATURE,
        ON_THE_OTHER_PARTITION,
        OF_AN_UNKNOWN_SCHEMA,
        OF_ANOTHER_TOPICS_SCHEMA,
        TOO_LARGE;

        private ProducerRecord<byte[], byte[]> in(Granted granted) {
            String id = granted.executionId();
            byte[] value = site.wire.encode(Topic.GRANTS, granted.grant().grant());
            ProducerRecord<byte[], byte[]> sound = signed(id, value);
            return switch (this) {
                case GARBAGE -> site.wire.unsigned(Topic.GRANTS, id, new byte[] {7, 7, 7, 7, 7, 7, 7});
                case NOTHING -> new ProducerRecord<>(sound.topic(), sound.partition(), sound.key(), null);
                case BODY_CUT -> signed(id, Arrays.copyOf(value, value.length - 3));
                case NO_KEY -> {
                    // A compacted topic takes nothing without a key.
                    ProducerRecord<byte[], byte[]> beat = site.wire.unsigned(Topic.HEARTBEATS, id, value);
                    yield new ProducerRecord<>(beat.topic(), beat.partition(), null, value);
                }
                case UNSIGNED -> site.wire.unsigned(Topic.GRANTS, id, value);
                case SIGNED_BY_A_STRANGER -> site.wire.signedFor(Site.TRUST_DOMAIN, Topic.GRANTS, id, value, STRANGER);
                case SIGNED_FOR_ANOTHER_DEPLOYMENT ->
                    site.wire.signedFor("production", Topic.GRANTS, id, value, site.issuer);
                case SIGNED_WITH_HALF_A_SIGNATURE -> {
                    ProducerRecord<byte[], byte[]> half = site.wire.unsigned(Topic.GRANTS, id, value);
                    half.headers().add("holdfast-signature", new byte[40]);
                    yield half;
                }
                case ON_THE_OTHER_PARTITION ->
                    new ProducerRecord<>(sound.topic(), 1 - sound.partition(), sound.key(), value, sound.headers());
                case OF_AN_UNKNOWN_SCHEMA -> signed(id, WireFormat.join(999_999_999, body(value)));
                case OF_ANOTHER_TOPICS_SCHEMA ->
                    signed(
                            id,
                            site.wire.encode(
                                    Topic.LEASES, new Lease(0L, "instance", 1L, 1_000, Instant.ofEpochMilli(0))));
                case TOO_LARGE -> signed(id, Arrays.copyOf(value, 64 * 1024 + 1));
            };
        }

        private static ProducerRecord<byte[], byte[]> signed(String id, byte[] value) {
            return site.wire.signedFor(Site.TRUST_DOMAIN, Topic.GRANTS, id, value, site.issuer);
        }

        private static byte[] body(byte[] value) {
            ByteBuffer body = Objects.requireNonNull(WireFormat.parse(value)).body();
            byte[] bytes = new byte[body.remaining()];
            body.get(bytes);
            return bytes;
        }
    }

    private static Granted besideTheNeighbour() throws Exception {
        int partition = RootSegmentPartitioner.partitionOf(neighbour.grant().getExecutionId(), Site.PARTITIONS);
        while (true) {
            Granted granted = site.grant(grant -> {});
            if (RootSegmentPartitioner.partitionOf(granted.executionId(), Site.PARTITIONS) == partition) {
                return granted;
            }
        }
    }

    private static Optional<DeadLetter> letterOf(RecordMetadata sent) {
        List<DeadLetter> letters = site.wire.raw(Topic.DEAD_LETTERS).stream()
                .map(record -> site.wire.decode(Topic.DEAD_LETTERS, record.value(), DeadLetter.class))
                .filter(letter -> letter.getTopic().equals(sent.topic())
                        && letter.getPartition() == sent.partition()
                        && letter.getOffset() == sent.offset())
                .toList();
        assertThat(letters).hasSizeLessThan(2);
        return letters.stream().findFirst();
    }
}
