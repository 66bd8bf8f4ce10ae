package dev.holdfast.cli.denials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.executor.GuardEvent.HeartbeatTaken;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Heartbeats that are not the next one of their executor. */
@RealCluster
@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(RowNames.class)
@SuppressWarnings("NullAway.Init")
class HeartbeatDenialsIT {
    private static final Duration HOURS = Duration.ofHours(3);

    @TempDir
    static Path directory;

    private static Ground ground;

    @BeforeAll
    static void start(Cluster cluster) throws Exception {
        ground = Ground.start(cluster, directory);
    }

    @AfterAll
    static void stop() throws Exception {
        ground.close();
    }

    @Test
    @Denied(Denial.REPLAYED_HEARTBEAT)
    void shouldRefuseAHeartbeatThatSomebodySendsAgain() throws Exception {
        Victim victim = ground.victim(grant -> {}).running();

        ground.send(again(lastHeartbeat(victim)));

        ground.assertDenied(Denial.REPLAYED_HEARTBEAT, victim);
    }

    @Test
    @GoodTwin(Denial.REPLAYED_HEARTBEAT)
    void shouldTakeWhatIsTheSameButForItsNumber() throws Exception {
        RawExecutor twin = leased();

        twin.keepsBeating(heartbeat -> {});

        assertTrustedOn(twin);
    }

    @Test
    @Denied(Denial.REORDERED_HEARTBEAT)
    void shouldPauseWhatComesTooEarlyAndRefuseWhatComesTooLate() throws Exception {
        Victim victim = ground.victim(grant -> {}).running();

        // What the executor itself sends from now on comes behind it, until its numbers are above that one's.
        ground.send(ahead(victim, 3));

        ground.assertDenied(Denial.REORDERED_HEARTBEAT, victim);
    }

    @Test
    @GoodTwin(Denial.REORDERED_HEARTBEAT)
    void shouldTakeBothInOrder() throws Exception {
        RawExecutor twin = leased();

        twin.beat(heartbeat -> {});
        twin.beat(heartbeat -> {});
        twin.keepsBeating(heartbeat -> {});

        assertTrustedOn(twin);
    }

    @Test
    @Denied(Denial.SEQUENCE_GAP)
    void shouldPauseWhatSkipsHeartbeatsAndHaltWhatDoesNotGoOnInOrder() throws Exception {
        Victim victim = ground.victim(Ground::shortGrace).running();

        ground.send(ahead(victim, 1_000));

        ground.assertDenied(Denial.SEQUENCE_GAP, victim);
    }

    @Test
    @GoodTwin(Denial.SEQUENCE_GAP)
    void shouldLetRunWhatSkipsNone() throws Exception {
        Victim twin = ground.victim(grant -> {}).running();

        ground.send(ahead(twin, 0));

        ground.assertPasses(twin);
        assertThat(ground.ledger().findings(twin.id())).doesNotContain("SEQUENCE_GAP");
    }

    @Test
    @Denied(Denial.SESSION_CHAIN_BROKEN)
    void shouldRefuseAHeartbeatThatDoesNotFollowTheLastOfItsSession() throws Exception {
        Victim victim = ground.victim(HeartbeatDenialsIT::inSession).running();

        ConsumerRecord<byte[], byte[]> coded = await().atMost(Duration.ofSeconds(20))
                .until(() -> lastCoded(victim), Optional::isPresent)
                .orElseThrow();
        ground.send(again(coded));

        ground.assertDenied(Denial.SESSION_CHAIN_BROKEN, victim);
    }

    @Test
    @GoodTwin(Denial.SESSION_CHAIN_BROKEN)
    void shouldTakeEveryHeartbeatOfAnUnbrokenSession() throws Exception {
        Victim twin = ground.victim(HeartbeatDenialsIT::inSession).running();

        await().atMost(Duration.ofSeconds(20)).until(() -> lastCoded(twin).isPresent());

        ground.assertPasses(twin);
        assertThat(ground.ledger().letters(twin.id())).isSubsetOf("GRANT_MISSING");
    }

    @Test
    @Denied(Denial.SECOND_EXECUTOR)
    void shouldRefuseASecondExecutorUnderTheSameGrant() throws Exception {
        Victim first = ground.victim(grant -> {}).running();

        Victim second = ground.victim(first.granted());

        ground.assertDenied(Denial.SECOND_EXECUTOR, first);
        assertThat(second.wasLeased()).isFalse();
        assertThat(second.wasStarted()).isFalse();
    }

    @Test
    @GoodTwin(Denial.SECOND_EXECUTOR)
    void shouldLeaseASecondExecutorUnderAGrantOfItsOwn() throws Exception {
        Victim first = ground.victim(grant -> {}).running();
        Victim second = ground.victim(grant -> {}).running();

        ground.assertPasses(first);
        ground.assertPasses(second);
    }

    @Test
    @Denied(Denial.CLOCK_OFF)
    void shouldNotLeaseToAnExecutorWhoseClockIsHoursOff() throws Exception {
        RawExecutor executor = ground.raw(ground.granted(grant -> {}));
        executor.grant();

        executor.keepsBeating(off(HOURS));

        ground.assertTold(Denial.CLOCK_OFF, executor.id());
        ground.assertNeighbourUndisturbed();
        ground.assertTold(Denial.CLOCK_OFF, executor.id());
    }

    @Test
    @GoodTwin(Denial.CLOCK_OFF)
    void shouldLeaseToAnExecutorWhoseClockIsAMinuteOff() throws Exception {
        RawExecutor twin = ground.raw(ground.granted(HeartbeatDenialsIT::slow));
        twin.grant();

        twin.keepsBeating(off(Duration.ofMinutes(-1)));

        assertTrustedOn(twin);
    }

    @Test
    @Denied(Denial.SILENT_EXECUTOR)
    void shouldPauseAndThenHaltWhatIsNotHeardOfAnyMore() throws Exception {
        Victim victim = ground.victim(Ground::shortGrace).running();

        victim.fallSilent();

        ground.assertDenied(Denial.SILENT_EXECUTOR, victim);
    }

    @Test
    @GoodTwin(Denial.SILENT_EXECUTOR)
    void shouldLetRunWhatKeepsToItsRhythm() throws Exception {
        ground.assertPasses(ground.victim(grant -> {
            Ground.shortGrace(grant);
            slow(grant);
        }));
    }

    private static void assertTrustedOn(RawExecutor twin) {
        int before = ground.ledger().heartbeats(twin.id()).size();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ground.ledger().heartbeats(twin.id()).size() > before + 3
                        && ground.ledger().row(twin.id()).isPresent());
        await().until(() -> ground.ledger().row(twin.id()).orElseThrow().getState() == TrustState.TRUSTED);
        assertThat(ground.ledger().commands(twin.id())).isEmpty();
        assertThat(ground.ledger().letters(twin.id())).isSubsetOf("GRANT_MISSING");
    }

    /** An executor that sends by hand and has sent one heartbeat, which was answered with a lease. */
    private static RawExecutor leased() throws Exception {
        RawExecutor executor = ground.raw(ground.granted(HeartbeatDenialsIT::slow));
        executor.grant();
        await().until(() -> ground.ledger().row(executor.id()).isPresent());
        executor.beat(heartbeat -> {});
        await().until(() -> ground.ledger().row(executor.id()).orElseThrow().getState() == TrustState.TRUSTED);
        return executor;
    }

    /** A rhythm that a busy machine keeps to as well. */
    private static void slow(Grant grant) {
        grant.setHeartbeatIntervalMillis(2_000);
    }

    private static void inSession(Grant grant) {
        grant.setHeartbeatModes(List.of(HeartbeatMode.SESSION));
    }

    private static Consumer<Heartbeat> off(Duration by) {
        return heartbeat -> heartbeat.setSentAt(heartbeat.getSentAt().plus(by));
    }

    /** A heartbeat of the executor itself, ahead of its next one by so many. */
    private static ProducerRecord<byte[], byte[]> ahead(Victim victim, long count) throws Exception {
        Heartbeat early = ground.decode(lastHeartbeat(victim));
        early.setSequence(sequence(victim) + 1 + count);
        early.setSentAt(Instant.ofEpochMilli(System.currentTimeMillis()));
        return ground.record(
                Topic.HEARTBEATS, victim.id(), early, victim.granted().key());
    }

    private static long sequence(Victim victim) {
        List<HeartbeatTaken> taken = victim.heard.all(HeartbeatTaken.class);
        return taken.get(taken.size() - 1).sequence();
    }

    private static ConsumerRecord<byte[], byte[]> lastHeartbeat(Victim victim) {
        List<ConsumerRecord<byte[], byte[]>> all = ground.ledger().heartbeats(victim.id());
        return all.get(all.size() - 1);
    }

    /** The last heartbeat that rests on its session's code alone. */
    private static Optional<ConsumerRecord<byte[], byte[]>> lastCoded(Victim victim) {
        return ground.ledger().heartbeats(victim.id()).stream()
                .filter(record -> record.headers().lastHeader(SessionHeader.HEADER) != null
                        && record.headers().lastHeader(RecordSignature.HEADER) == null)
                .reduce((earlier, later) -> later);
    }

    private static ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                record.topic(), record.partition(), null, record.key(), record.value(), record.headers());
    }
}
