package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.StandingChanged;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RealCluster
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class EvaluatorLivenessIT {
    private static final String EVERYBODY = "*";
    private static final SigningKey STRANGER = SigningKey.generate(new SecureRandom());

    @TempDir
    static Path directory;

    private static Site site;
    private static Evaluator evaluator;

    private final Heard heard = new Heard();

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
        evaluator = site.startEvaluator();
    }

    @AfterAll
    static void stop() throws Exception {
        evaluator.close();
        site.close();
    }

    @Test
    void shouldTellOfEveryPartitionThatItLives() {
        for (int partition = 0; partition < Site.PARTITIONS; partition++) {
            int number = partition;

            List<EvaluatorLiveness> signs = await().until(() -> signsOf(number), found -> found.size() > 2);

            for (int i = 1; i < signs.size(); i++) {
                assertThat(signs.get(i).getSequence())
                        .isEqualTo(signs.get(i - 1).getSequence() + 1);
            }
            assertThat(signs).extracting(EvaluatorLiveness::getPartition).containsOnly(number);
        }
    }

    @Test
    void shouldPauseAnExecutionWhenItsEvaluatorIsBehindByItsLeaseAndResumeItWithTheNext() throws Exception {
        Granted granted = site.grant(grant -> grant.setGraceMillis(20_000));
        try (ExecutionGuard guard = site.running(granted, heard)) {

            site.wire.send(told(granted, 60_000, partitionOf(granted), site.evaluatorKey));

            StandingChanged paused = await().until(
                            () -> heard.lastMoveTo(Standing.PAUSED), change -> change.isPresent())
                    .orElseThrow();
            assertThat(paused.cause()).startsWith("the evaluator is 60000 ms behind");
            await().until(() -> guard.standing() == Standing.RUNNING);
            guard.check();
            assertThat(guard.complete(0)).isTrue();
        }
        assertThat(heard.lastMoveTo(Standing.HALTED)).isEmpty();
    }

    @Test
    void shouldBelieveNoLagThatAStrangerTellsOrThatIsOfAnotherPartitionOrShorterThanTheLease() throws Exception {
        Granted granted = site.grant(grant -> grant.setGraceMillis(20_000));
        int partition = partitionOf(granted);
        try (ExecutionGuard guard = site.running(granted, heard)) {

            site.wire.send(told(granted, 60_000, 1 - partition, site.evaluatorKey));
            site.wire.send(told(granted, Site.LEASE - 1, partition, site.evaluatorKey));
            site.wire.send(told(granted, 60_000, partition, STRANGER));

            // What came before it on the same partition has been heard by then.
            await().until(() -> heard.ignored("SIGNER_UNKNOWN"));
            assertThat(heard.all(StandingChanged.class))
                    .extracting(StandingChanged::to)
                    .containsExactly(Standing.RUNNING);
            assertThat(guard.complete(0)).isTrue();
        }
    }

    private static int partitionOf(Granted granted) {
        return RootSegmentPartitioner.partitionOf(granted.executionId(), Site.PARTITIONS);
    }

    /** A sign of life on the partition of an execution. */
    private static ProducerRecord<byte[], byte[]> told(Granted granted, long lag, int ofPartition, SigningKey signer) {
        var liveness = EvaluatorLiveness.newBuilder()
                .setSequence(1)
                .setPartition(ofPartition)
                .setLagMillis(lag)
                .setSentAt(Instant.ofEpochMilli(0))
                .build();
        ProducerRecord<byte[], byte[]> signed = site.wire.signed(Topic.EVALUATORS, EVERYBODY, liveness, signer);
        return new ProducerRecord<>(
                signed.topic(), partitionOf(granted), null, signed.key(), signed.value(), signed.headers());
    }

    /** What the evaluator itself said of a partition: the records of tests begin in 1970. */
    private static List<EvaluatorLiveness> signsOf(int partition) {
        return site.wire.raw(Topic.EVALUATORS).stream()
                .filter(record -> record.partition() == partition
                        && EVERYBODY.equals(new String(record.key(), StandardCharsets.UTF_8)))
                .map(record -> site.wire.decode(Topic.EVALUATORS, record.value(), EvaluatorLiveness.class))
                .filter(liveness -> liveness.getSentAt().isAfter(Instant.EPOCH.plus(Duration.ofDays(1))))
                .toList();
    }
}
