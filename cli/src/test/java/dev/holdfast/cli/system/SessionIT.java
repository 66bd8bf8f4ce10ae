package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.LeaseReceived;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import dev.holdfast.trust.session.SessionHeader;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RealCluster
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class SessionIT {
    private static final int EVERY = 16;

    @TempDir
    Path directory;

    private final Heard heard = new Heard();
    private Site site;

    @BeforeEach
    void deploy(Cluster cluster) throws Exception {
        site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
    }

    @AfterEach
    void undeploy() throws Exception {
        site.close();
    }

    @Test
    void shouldRunOnCodesAndSignTheOpeningEveryNthAndTheEnd() throws Exception {
        Granted granted = site.grant(grant -> {
            inSession(grant);
            // Long enough for a machine that is busy with other things.
            grant.setLeaseMillis(10_000);
        });
        try (Evaluator evaluator = site.startEvaluator();
                ExecutionGuard guard = site.running(granted, heard)) {
            assertThat(evaluator.state().isRunningOrRebalancing()).isTrue();
            await().atMost(Duration.ofSeconds(30)).until(() -> sent(granted).size() > 3 * EVERY);
            guard.check();
            assertThat(guard.complete(0)).isTrue();
            await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.COMPLETED));
        }

        List<Sent> all = sent(granted);
        assertThat(all.get(0).opens()).isTrue();
        assertThat(all).allMatch(sent -> sent.opens() || sent.coded());
        assertThat(all).filteredOn(sent -> !sent.signed()).hasSizeGreaterThan(all.size() / 2);
        assertThat(all).filteredOn(sent -> sent.signed() && sent.coded()).hasSizeGreaterThan(1);
        assertThat(all.get(all.size() - 1)).matches(Sent::signed).matches(Sent::coded);
        assertThat(heard.lastMoveTo(Standing.PAUSED)).isEmpty();
        assertThat(refusals(granted)).isSubsetOf("GRANT_MISSING");
    }

    @Test
    void shouldSignUntilAKeyIsAgreedWhenTheGrantAcceptsBoth() throws Exception {
        Granted granted = site.grant(grant -> {
            inSession(grant);
            grant.setHeartbeatModes(List.of(HeartbeatMode.SIGNED, HeartbeatMode.SESSION));
        });
        try (ExecutionGuard guard = site.open(granted, heard)) {
            await().until(() -> sent(granted).size() > 2);
            assertThat(sent(granted)).allMatch(sent -> sent.signed() && !sent.opens() && !sent.coded());

            try (Evaluator evaluator = site.startEvaluator()) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> sent(granted).stream().anyMatch(sent -> !sent.signed()));
                assertThat(evaluator.state().isRunningOrRebalancing()).isTrue();
                assertThat(guard.complete(0)).isTrue();
            }
        }
        assertThat(sent(granted)).anyMatch(Sent::opens);
    }

    @Test
    void shouldGoOnOverARestartOfTheEvaluator() throws Exception {
        Granted granted = site.grant(grant -> {
            inSession(grant);
            grant.setGraceMillis(30_000);
        });
        ExecutionGuard guard;
        try (Evaluator first = site.startEvaluator()) {
            guard = site.running(granted, heard);
            await().until(() -> sent(granted).stream().anyMatch(sent -> !sent.signed()));
            assertThat(first.state().isRunningOrRebalancing()).isTrue();
        }
        try (guard) {
            await().until(() -> guard.standing() == Standing.PAUSED);
            int before = sent(granted).size();
            try (Evaluator second = site.startEvaluator()) {
                await().atMost(Duration.ofSeconds(20)).until(() -> guard.standing() == Standing.RUNNING);
                await().until(() -> sent(granted).stream()
                                .skip(before)
                                .filter(sent -> !sent.signed())
                                .count()
                        > 5);
                assertThat(second.state().isRunningOrRebalancing()).isTrue();
                assertThat(guard.complete(0)).isTrue();
                await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.COMPLETED));
            }
        }
        assertThat(refusals(granted)).isSubsetOf("GRANT_MISSING");
    }

    @Test
    void shouldOpenAnewAfterAHeartbeatThatTheEvaluatorRefused() throws Exception {
        Granted granted = site.grant(grant -> {
            inSession(grant);
            grant.setGraceMillis(30_000);
        });
        var wrong = new AtomicBoolean();
        Vitals vitals = () ->
                new Vitals.Reading(Map.of(), wrong.compareAndSet(true, false) ? Map.of("out.of.range", -1L) : Map.of());
        try (Evaluator evaluator = site.startEvaluator();
                ExecutionGuard guard = ExecutionGuard.open(
                        site.client(),
                        granted.key(),
                        granted.grant(),
                        new ExecutionGuard.Options(null, vitals, List.of(), heard, Duration.ofSeconds(20)))) {
            assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
            await().until(() -> sent(granted).stream().anyMatch(sent -> !sent.signed()));

            wrong.set(true);

            await().until(() -> refusals(granted).contains("SESSION_CHAIN_BROKEN"));
            assertThat(refusals(granted)).contains("OUT_OF_RANGE");
            long until = heard.all(LeaseReceived.class).size();
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            heard.all(LeaseReceived.class).size() > until + 1 && guard.standing() == Standing.RUNNING);
            assertThat(evaluator.state().isRunningOrRebalancing()).isTrue();
            assertThat(guard.complete(0)).isTrue();
            await().untilAsserted(() -> assertThat(last(granted).getState()).isEqualTo(TrustState.COMPLETED));
        }
        assertThat(heard.lastMoveTo(Standing.HALTED)).isEmpty();
    }

    @Test
    void shouldKeepOutWhatSomebodyElseRepeatsOrAlters() throws Exception {
        Granted granted = site.grant(SessionIT::inSession);
        try (Evaluator evaluator = site.startEvaluator();
                ExecutionGuard guard = site.running(granted, heard)) {
            await().until(() -> sent(granted).stream().anyMatch(sent -> !sent.signed()));
            List<Sent> all = sent(granted);
            ConsumerRecord<byte[], byte[]> genuine = all.get(all.size() - 1).record();
            byte[] altered = genuine.value().clone();
            altered[altered.length - 1] ^= 1;

            site.wire.send(again(genuine, genuine.value()));
            site.wire.send(again(genuine, altered));

            await().until(() -> refusals(granted).stream()
                            .filter(reason -> !reason.equals("GRANT_MISSING"))
                            .count()
                    == 2);
            long leases = heard.all(LeaseReceived.class).size();
            await().until(() -> heard.all(LeaseReceived.class).size() > leases + 2);
            guard.check();
            assertThat(evaluator.state().isRunningOrRebalancing()).isTrue();
            assertThat(guard.complete(0)).isTrue();
        }
        assertThat(heard.lastMoveTo(Standing.PAUSED)).isEmpty();
        assertThat(heard.lastMoveTo(Standing.HALTED)).isEmpty();
    }

    private static void inSession(Grant grant) {
        grant.setHeartbeatModes(List.of(HeartbeatMode.SESSION));
        grant.setSessionCheckpointEvery(EVERY);
    }

    /** A heartbeat as it stands on the topic. */
    private record Sent(ConsumerRecord<byte[], byte[]> record, boolean opens) {
        boolean signed() {
            return record.headers().lastHeader(RecordSignature.HEADER) != null;
        }

        boolean coded() {
            return record.headers().lastHeader(SessionHeader.HEADER) != null;
        }
    }

    private List<Sent> sent(Granted granted) {
        return site.wire.raw(Topic.HEARTBEATS).stream()
                .filter(record -> granted.executionId().equals(new String(record.key(), StandardCharsets.UTF_8)))
                .map(record -> new Sent(
                        record,
                        site.wire
                                        .decode(Topic.HEARTBEATS, record.value(), Heartbeat.class)
                                        .getSessionKey()
                                != null))
                .toList();
    }

    private static ProducerRecord<byte[], byte[]> again(ConsumerRecord<byte[], byte[]> record, byte[] value) {
        return new ProducerRecord<>(record.topic(), record.partition(), null, record.key(), value, record.headers());
    }

    private List<String> refusals(Granted granted) {
        return site.wire.of(granted.executionId(), Topic.DEAD_LETTERS, DeadLetter.class).stream()
                .map(DeadLetter::getReason)
                .toList();
    }

    private ExecutionStatus last(Granted granted) {
        List<ExecutionStatus> rows = site.wire.rows(granted.executionId());
        assertThat(rows).isNotEmpty();
        return rows.get(rows.size() - 1);
    }
}
