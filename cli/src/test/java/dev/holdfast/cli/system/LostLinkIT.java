package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.GuardEvent.HeartbeatLost;
import dev.holdfast.executor.GuardEvent.StandingChanged;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.Topic;
import dev.holdfast.stack.Stack;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.stack.broker.ExtraListener;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.TcpRelay;
import dev.holdfast.topology.Evaluator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The executor's line to the broker goes through a relay that can be cut; the evaluator's does not. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class LostLinkIT {
    /** How late a thread may be woken on a loaded machine. */
    private static final Duration SLACK = Duration.ofMillis(400);

    @TempDir
    static Path directory;

    private static Stack stack;
    private static TcpRelay relay;
    private static Site site;
    private static Evaluator evaluator;

    private final Heard heard = new Heard();

    @BeforeAll
    static void start() throws Exception {
        int door = FreePorts.next();
        int told = FreePorts.next();
        stack = Stack.start(
                new StackConfig(null, 0, 0, List.of(new ExtraListener("RELAYED", door, FreePorts.LOOPBACK, told))));
        relay = TcpRelay.start(told, door);
        site = new Site(stack.bootstrapServers(), stack.registryUrl(), directory);
        evaluator = site.startEvaluator();
    }

    @AfterAll
    static void stop() throws Exception {
        evaluator.close();
        site.close();
        relay.close();
        stack.close();
    }

    @AfterEach
    void mend() {
        relay.restore();
    }

    @Test
    void shouldPauseWhenTheLeaseEndsAndHaltWhenTheGraceDoesByItsOwnClock() throws Exception {
        try (ExecutionGuard guard = open(500)) {
            relay.cut();

            await().until(() -> guard.standing() == Standing.HALTED);
            relay.restore();
        }

        StandingChanged paused = heard.lastMoveTo(Standing.PAUSED).orElseThrow();
        StandingChanged halted = heard.lastMoveTo(Standing.HALTED).orElseThrow();
        assertThat(paused.cause()).isEqualTo("the lease has run out");
        assertThat(Duration.ofNanos(paused.atNanos() - heard.lastLeaseEndNanos()))
                .isBetween(Duration.ZERO, SLACK);
        assertThat(halted.cause()).isEqualTo("no lease came back within the grace period");
        assertThat(Duration.ofNanos(halted.atNanos() - paused.atNanos()))
                .isBetween(Duration.ofMillis(500), Duration.ofMillis(500).plus(SLACK));
    }

    @Test
    void shouldGoOnWhenTheLinkReturnsWithinTheGrace() throws Exception {
        try (ExecutionGuard guard = open(30_000)) {
            relay.cut();
            await().until(() -> guard.standing() == Standing.PAUSED);

            relay.restore();

            await().atMost(Duration.ofSeconds(20)).until(() -> guard.standing() == Standing.RUNNING);
            guard.check();
            assertThat(heard.lastMoveTo(Standing.HALTED)).isEmpty();
            guard.complete(0);
        }
    }

    @Test
    void shouldOpenItsSessionAnewWhenHeartbeatsWereLostOnTheWay() throws Exception {
        try (ExecutionGuard guard = open(grant -> {
            grant.setGraceMillis(30_000);
            grant.setHeartbeatModes(List.of(HeartbeatMode.SESSION));
        })) {
            relay.cut();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !heard.all(HeartbeatLost.class).isEmpty());

            relay.restore();

            await().atMost(Duration.ofSeconds(20)).until(() -> guard.standing() == Standing.RUNNING);
            guard.check();
            assertThat(guard.complete(0)).isTrue();
            String id = guard.grant().getExecutionId();
            await().untilAsserted(() -> assertThat(site.wire.rows(id))
                    .last()
                    .satisfies(row -> assertThat(row.getState()).isEqualTo(TrustState.COMPLETED)));
            List<Heartbeat> openings = site.wire.of(id, Topic.HEARTBEATS, Heartbeat.class).stream()
                    .filter(heartbeat -> heartbeat.getSessionKey() != null)
                    .toList();
            long lost = heard.all(HeartbeatLost.class).get(0).sequence();
            assertThat(openings).anyMatch(opening -> opening.getSequence() < lost);
            assertThat(openings).anyMatch(opening -> opening.getSequence() > lost);
        }
        assertThat(heard.lastMoveTo(Standing.HALTED)).isEmpty();
    }

    private ExecutionGuard open(int graceMillis) throws Exception {
        return open(grant -> grant.setGraceMillis(graceMillis));
    }

    private ExecutionGuard open(Consumer<Grant> change) throws Exception {
        ExecutionGuard guard =
                site.open(site.clientThrough(FreePorts.LOOPBACK + ":" + relay.port()), site.grant(change), heard);
        assertThat(guard.awaitLease(Duration.ofSeconds(20))).isTrue();
        return guard;
    }
}
