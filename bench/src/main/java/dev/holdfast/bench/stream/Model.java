package dev.holdfast.bench.stream;

import dev.holdfast.bench.Workload;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Standing;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.EvaluatorConfig;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One execution that was granted, leased and is running in earnest, and what the evaluator keeps of it: all others are copies. A million grants one by one would take
 * a quarter of an hour, a million copies in the state's changelog take a minute, and an evaluator takes those up as after a fail-over.
 *
 * @param executor signs its heartbeats
 * @param state as the evaluator keeps it; not to be changed
 */
public record Model(SigningKey executor, ExecutionState state) {
    /** The executor process that every execution is carried out by. */
    static final String INSTANCE = "bench";

    /** Its id. */
    public static final String ID = "model";

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration VALID = Duration.ofHours(12);

    /** Lets a running evaluator take a first execution. */
    public static Model at(Site site, Plan plan) throws Exception {
        ExecutorConfig config = site.clients();
        SigningKey key = SigningKey.generate(new SecureRandom());
        int partition = RootSegmentPartitioner.partitionOf(ID, site.partitions());
        try (SchemaRegistryClient registry = config.newRegistryClient()) {
            var links = new Links(config, registry);
            try (var outbox = new Outbox(
                            links.producer(WITHIN, Topic.GRANTS, Topic.HEARTBEATS),
                            links.codec(Topic.GRANTS, Topic.HEARTBEATS),
                            key,
                            config.trustDomain(),
                            ID,
                            partition);
                    Consumer<byte[], byte[]> changes = links.consumer("read_committed")) {
                SigningKey issuer =
                        KeyFiles.readSigningKey(site.deployment().layout().issuerKey());
                outbox.grant(SignedGrant.issue(grant(key, plan), issuer, config.trustDomain()))
                        .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
                var changelog = List.of(new TopicPartition(changelog(site), partition));
                changes.assign(changelog);
                changes.seekToBeginning(changelog);
                await(changes, state -> state.getGrant() != null);
                beat(outbox, 1, Standing.WAITING);
                await(changes, state -> state.getSequence() == 1);
                beat(outbox, 2, Standing.RUNNING);
                return new Model(key, await(changes, state -> state.getSequence() == 2));
            }
        }
    }

    /** The topic from which the states are restored. */
    public static String changelog(Site site) throws IOException {
        return applicationId(site) + "-executions-state-changelog";
    }

    /** The group of the site's evaluators. */
    public static String applicationId(Site site) throws IOException {
        return site.evaluatorConfig(Map.of()).getString(EvaluatorConfig.APPLICATION_ID);
    }

    /** A state as the store keeps it. */
    public static byte[] bytes(ExecutionState state) {
        try {
            ByteBuffer buffer = state.toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("the copy of a state cannot be written", e);
        }
    }

    private static Grant grant(SigningKey key, Plan plan) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Grant grant = Workload.grant(ID, key.verifyingKey(), now.minusSeconds(10), now.plus(VALID));
        grant.setHeartbeatModes(List.of(HeartbeatMode.SIGNED, HeartbeatMode.SESSION));
        grant.setHeartbeatIntervalMillis((int) plan.interval().toMillis());
        grant.setLeaseMillis((int) plan.lease().toMillis());
        return grant;
    }

    private static void beat(Outbox outbox, long sequence, Standing standing) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        outbox.send(Topic.HEARTBEATS, Workload.heartbeat(sequence, INSTANCE, now, standing), (metadata, failure) -> {});
    }

    private static ExecutionState await(
            Consumer<byte[], byte[]> changes, java.util.function.Predicate<ExecutionState> wanted) throws IOException {
        long end = System.nanoTime() + WITHIN.toNanos();
        ExecutionState last = null;
        while (System.nanoTime() < end) {
            for (ConsumerRecord<byte[], byte[]> change : changes.poll(POLL)) {
                if (change.value() != null && ID.equals(new String(change.key(), StandardCharsets.UTF_8))) {
                    last = ExecutionState.fromByteBuffer(ByteBuffer.wrap(change.value()));
                }
            }
            if (last != null && wanted.test(last)) {
                if (last.getSequence() > 0 && last.getState() != TrustState.TRUSTED) {
                    throw new IllegalStateException(
                            "expected a trusted execution, found " + last.getState() + " with " + last.getFindings());
                }
                return last;
            }
        }
        throw new IllegalStateException(
                "expected the evaluator to take a first execution within " + WITHIN.toSeconds() + " s, found " + last);
    }
}
