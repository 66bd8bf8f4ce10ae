package dev.holdfast.bench.halt;

import dev.holdfast.bench.Issuer;
import dev.holdfast.bench.Workload;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An operator's order for everything, over many executions that no executor carries out and a few that one does: a pause first, in a process that has never carried out such an order, then a
 * halt.
 */
final class Orders {
    static final String PREFIX = "live-";

    private static final Duration TAKEN_WITHIN = Duration.ofMinutes(5);
    private static final Duration COMMANDED_WITHIN = Duration.ofMinutes(2);

    /** As rarely as a grant may ask for, so that none is missing before the order. */
    private static final int RARE_HEARTBEATS_MILLIS = 60_000;

    /** Nobody is there to confirm anything, and nobody is to be told of that while something else is measured. */
    private static final int CONFIRMED_MILLIS = (int) Duration.ofHours(24).toMillis();

    private final ExecutorConfig config;
    private final Issuer issuer;
    private final SigningKey operator;
    private final GuardedFleet fleet;
    private final Watch watch;
    private final int executions;

    Orders(ExecutorConfig config, Issuer issuer, SigningKey operator, GuardedFleet fleet, Watch watch, int executions) {
        this.config = config;
        this.issuer = issuer;
        this.operator = operator;
        this.fleet = fleet;
        this.watch = watch;
        this.executions = executions;
    }

    /**
     * What came of one order; durations count from the moment that it was given.
     *
     * @param publishedNanos until the brokers had committed it
     * @param executors until executors had the command, and until their processes had stopped
     * @param lastNanos until the last of the commands for each execution was read
     */
    record Found(long publishedNanos, Durations executors, long lastNanos) {}

    /** Lets so many executions be granted and leased. */
    void open(Taken taken) throws Exception {
        SigningKey key = SigningKey.generate(new SecureRandom());
        AgreementKey own = AgreementKey.generate(new SecureRandom());
        var grants = new ArrayList<SignedGrant>(executions);
        try (var post = new Post(config)) {
            for (int number = 0; number < executions; number++) {
                SignedGrant grant = issuer.issue(PREFIX + number, key, terms -> {
                    terms.setHeartbeatModes(List.of(HeartbeatMode.SIGNED));
                    terms.setHeartbeatIntervalMillis(RARE_HEARTBEATS_MILLIS);
                    terms.setLeaseMillis(3 * RARE_HEARTBEATS_MILLIS);
                    terms.setConfirmationMillis(CONFIRMED_MILLIS);
                });
                grants.add(grant);
                post.grant(grant);
            }
            // Grants and heartbeats travel on different topics; no heartbeat may overtake its grant.
            post.flush();
            taken.await(Topic.GRANTS, TAKEN_WITHIN);
            for (SignedGrant grant : grants) {
                String id = grant.grant().getExecutionId();
                post.beat(
                        id,
                        new SessionSigner(key, own, config.trustDomain(), grant.grant(), "bench"),
                        Workload.heartbeat(
                                1, "bench", Instant.ofEpochMilli(System.currentTimeMillis()), Standing.WAITING),
                        () -> {});
            }
            post.flush();
            if (post.lost() > 0) {
                throw new IllegalStateException(
                        "expected Kafka to take all grants and heartbeats, found that it lost " + post.lost());
            }
        }
        taken.await(Topic.HEARTBEATS, TAKEN_WITHIN);
    }

    /** Gives an order, and waits for all that has to come of it. */
    Found give(GovernancePublisher publisher, OrderAction action) throws Exception {
        var expected = action == OrderAction.HALT ? ControlAction.HALT : ControlAction.PAUSE;
        List<Cause> causes = fleet.all().stream()
                .map(each -> each.expect(expected, "OPERATOR_" + action))
                .toList();
        CompletableFuture<Long> last = watch.commands(executions);
        long given = System.nanoTime();
        causes.forEach(cause -> cause.intended().complete(given));
        publisher.publish(
                new OperatorOrder(
                        "order-" + action,
                        action,
                        new Selector(SelectorKind.EVERYTHING, "everything"),
                        "a measurement",
                        "bench",
                        Instant.ofEpochMilli(System.currentTimeMillis())),
                List.of(operator));
        long published = System.nanoTime();
        long lastAt = last.get(COMMANDED_WITHIN.toSeconds(), TimeUnit.SECONDS);
        var executors = new Durations();
        executors.take(causes);
        return new Found(published - given, executors, lastAt - given);
    }
}
