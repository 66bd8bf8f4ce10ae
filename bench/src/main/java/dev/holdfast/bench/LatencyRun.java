package dev.holdfast.bench;

import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GuardUnavailable;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.keyfile.KeyFiles.KeyFileException;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Carries one {@link LatencyPlan} out on a deployment of its own. */
final class LatencyRun {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FLOOD_BEGINS = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final int DIGITS = 3;

    private final LatencyPlan plan;
    private final Histogram quiet = new SynchronizedHistogram(LONGEST.toNanos(), DIGITS);
    private final Histogram flooded = new SynchronizedHistogram(LONGEST.toNanos(), DIGITS);
    private final AtomicLong unanswered = new AtomicLong();
    private long postponed;

    LatencyRun(LatencyPlan plan) {
        this.plan = plan;
    }

    /** Runs; takes the warm-up, the measurement and some seconds more. The directory must be empty; the caller removes it. */
    LatencyReport run(Path directory)
            throws IOException, KeyFileException, InterruptedException, ExecutionException, TimeoutException,
                    GuardUnavailable {
        var wanted = new LocalDeployment.Wanted(StackConfig.in(directory), plan.partitions(), null, plan.settings());
        try (LocalDeployment deployment = LocalDeployment.start(wanted)) {
            ExecutorConfig config = deployment.clientConfig();
            var issuer =
                    new Issuer(KeyFiles.readSigningKey(deployment.layout().issuerKey()), LocalDeployment.TRUST_DOMAIN);
            try (var load = new OpenLoad(config, issuer, plan.unguarded(), plan.partitions());
                    var flood = new Flood(config, plan);
                    var fleet = new GuardedFleet(config, issuer)) {
                load.start();
                fleet.fill(plan.guarded());
                var random = new Random(plan.seed());
                violate(fleet, load, random, plan.warmUp(), quiet);
                if (plan.garbagePerSecond() > 0) {
                    flood.start();
                    violate(fleet, load, random, FLOOD_BEGINS, flooded);
                }
                return new LatencyReport(
                        plan,
                        quiet,
                        flooded,
                        unanswered.get(),
                        postponed,
                        load.sent(),
                        load.lost(),
                        load.lateness(),
                        fleet.unexpected(),
                        fleet.failures(),
                        deadLetters(config));
            }
        }
    }

    /** Violations at random moments whose distances are exponentially distributed, so that none waits for the one before. */
    private void violate(GuardedFleet fleet, OpenLoad load, Random random, Duration warmUp, Histogram nanos)
            throws InterruptedException, ExecutionException {
        List<CompletableFuture<Void>> pending = new ArrayList<>();
        long counted = System.nanoTime() + warmUp.toNanos();
        long end = counted + plan.measured().toNanos();
        boolean warm = false;
        long next = System.nanoTime();
        while (true) {
            next += (long) (-Math.log(1 - random.nextDouble()) / plan.violationsPerSecond() * 1e9);
            if (next >= end) {
                break;
            }
            sleepUntil(next);
            if (!warm && next >= counted) {
                warm = true;
                load.forgetLateness();
            }
            Optional<CompletableFuture<Long>> latency = fleet.violateOne(random);
            if (latency.isEmpty()) {
                postponed += warm ? 1 : 0;
                continue;
            }
            boolean counts = warm;
            pending.add(latency.get()
                    .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((took, failure) -> {
                        if (failure != null) {
                            unanswered.incrementAndGet();
                        } else if (counts) {
                            nanos.recordValue(Math.min(took, LONGEST.toNanos()));
                        }
                        return null;
                    }));
        }
        sleepUntil(end);
        CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new)).get();
    }

    private static void sleepUntil(long moment) {
        long left = moment - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = moment - System.nanoTime();
        }
    }

    /** What the evaluator rejected: reason, and how often. */
    private Map<String, Long> deadLetters(ExecutorConfig config) throws IOException {
        String topic = config.topicNames().of(Topic.DEAD_LETTERS);
        List<TopicPartition> partitions = IntStream.range(0, plan.partitions())
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var reasons = new TreeMap<String, Long>();
        try (SchemaRegistryClient registry = config.newRegistryClient();
                var codec = new RecordCodec(registry, config.topicNames());
                var consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + LONGEST.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())
                    && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
                    String reason = codec.decode(Topic.DEAD_LETTERS, letter.value(), DeadLetter.class)
                            .getReason();
                    reasons.merge(reason, 1L, Long::sum);
                }
            }
        }
        return reasons;
    }
}
