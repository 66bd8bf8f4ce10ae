package dev.holdfast.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.guard.Links;
import dev.holdfast.executor.guard.Outbox;
import dev.holdfast.record.Grant;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.stack.StackConfig;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.keyfile.KeyFiles;
import dev.holdfast.trust.signature.SigningKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long an operator's order for everything takes to reach many executions: from the order's being read to the first command, the one with the
 * selector, and to the last of the commands for each. A pause comes first, in a process that has never carried out such an order, then a halt.
 */
@Command(
        name = "selector-halt",
        mixinStandardHelpOptions = true,
        description =
                "Measures an operator's halt of everything over many live executions, on a deployment of its own.")
public final class SelectorHalt implements Callable<Integer> {
    private static final int PARTITIONS = 4;
    private static final Duration LEASED_WITHIN = Duration.ofMinutes(5);
    private static final Duration COMMANDED_WITHIN = Duration.ofMinutes(2);
    private static final int RARE_HEARTBEATS_MILLIS = 60_000;

    @Option(names = "--executions", defaultValue = "20000", description = "Default: ${DEFAULT-VALUE}.")
    private int executions;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the evaluator that is not as usual; may be repeated.")
    private Map<String, String> settings = new TreeMap<>();

    /** Measures once and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new SelectorHalt()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = TemporaryDirectory.make();
        try (LocalDeployment deployment = LocalDeployment.start(
                new LocalDeployment.Wanted(StackConfig.in(directory), PARTITIONS, null, settings))) {
            measure(deployment);
            return 0;
        } finally {
            TemporaryDirectory.remove(directory);
        }
    }

    private void measure(LocalDeployment deployment) throws Exception {
        ExecutorConfig config = deployment.clientConfig();
        SigningKey issuer = KeyFiles.readSigningKey(deployment.layout().issuerKey());
        SigningKey operator = KeyFiles.readSigningKey(deployment.layout().operatorKey());
        CompletableFuture<Arrivals> leases =
                arrivals(config, Topic.LEASES, "read_committed", executions, LEASED_WITHIN);
        open(config, issuer);
        Arrivals leased = leases.get();
        System.out.printf(
                Locale.ROOT,
                "%d executions leased within %.1f s of the first lease%n",
                executions,
                (leased.last() - leased.first()) / 1e9);
        try (var publisher = new GovernancePublisher(config)) {
            order(config, publisher, operator, OrderAction.PAUSE);
            order(config, publisher, operator, OrderAction.HALT);
        }
    }

    private void order(ExecutorConfig config, GovernancePublisher publisher, SigningKey operator, OrderAction action)
            throws Exception {
        CompletableFuture<Arrivals> orders =
                arrivals(config, Topic.GOVERNANCE, "read_committed", PARTITIONS, COMMANDED_WITHIN);
        // One with the selector on each partition, then one for each execution.
        CompletableFuture<Arrivals> commands =
                arrivals(config, Topic.CONTROL, "read_uncommitted", executions + PARTITIONS, COMMANDED_WITHIN);
        TimeUnit.SECONDS.sleep(2);
        publisher.publish(
                new OperatorOrder(
                        "order-" + action,
                        action,
                        new Selector(SelectorKind.EVERYTHING, "everything"),
                        "a measurement",
                        "bench",
                        Instant.ofEpochMilli(System.currentTimeMillis())),
                List.of(operator));
        long read = orders.get().first();
        long worked = processCpuNanos();
        Arrivals commanded = commands.get();
        System.out.printf(
                Locale.ROOT,
                "%s of everything, %d executions: first command %.1f ms after the order was read, last %.0f ms, %.2f s of CPU%n",
                action,
                executions,
                (commanded.first() - read) / 1e6,
                (commanded.last() - read) / 1e6,
                (processCpuNanos() - worked) / 1e9);
    }

    /** Broker, evaluator and the consumers here together; unlike the time passed, hardly more on a crowded machine. */
    private static long processCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private void open(ExecutorConfig config, SigningKey issuer) throws Exception {
        var random = new SecureRandom();
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        try (SchemaRegistryClient registry = config.newRegistryClient()) {
            var links = new Links(config, registry);
            RecordCodec codec = links.codec(Topic.GRANTS, Topic.HEARTBEATS);
            Producer<byte[], byte[]> producer = links.producer(Duration.ofSeconds(30));
            var outboxes = new ArrayList<Outbox>(executions);
            for (int number = 0; number < executions; number++) {
                String id = "live-" + number;
                SigningKey key = SigningKey.generate(random);
                Grant grant =
                        Workload.grant(id, key.verifyingKey(), now.minusSeconds(10), now.plus(Duration.ofHours(12)));
                grant.setHeartbeatIntervalMillis(RARE_HEARTBEATS_MILLIS);
                grant.setLeaseMillis(3 * RARE_HEARTBEATS_MILLIS);
                // Nobody is there to confirm anything.
                grant.setConfirmationMillis((int) COMMANDED_WITHIN.toMillis());
                int partition = RootSegmentPartitioner.partitionOf(id, PARTITIONS);
                var outbox = new Outbox(producer, codec, key, config.trustDomain(), id, partition);
                outbox.grant(SignedGrant.issue(grant, issuer, config.trustDomain()));
                outboxes.add(outbox);
            }
            // Grants and heartbeats travel on different topics; no heartbeat may overtake its grant.
            producer.flush();
            TimeUnit.SECONDS.sleep(10);
            for (Outbox outbox : outboxes) {
                Instant sentAt = Instant.ofEpochMilli(System.currentTimeMillis());
                outbox.send(
                        Topic.HEARTBEATS,
                        Workload.heartbeat(1, "bench", sentAt, Standing.WAITING),
                        (metadata, failure) -> {});
            }
            producer.flush();
            producer.close();
        }
    }

    /** When the first and the last of so many records arrived, in nanoseconds of the monotonic clock. */
    private record Arrivals(long first, long last) {}

    private static CompletableFuture<Arrivals> arrivals(
            ExecutorConfig config, Topic topic, String isolation, int count, Duration within) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(config.topicNames().of(topic), number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return CompletableFuture.supplyAsync(() -> {
            try (consumer) {
                long end = System.nanoTime() + within.toNanos();
                long first = 0;
                int seen = 0;
                while (seen < count) {
                    int arrived = consumer.poll(Duration.ofMillis(100)).count();
                    long now = System.nanoTime();
                    if (seen == 0 && arrived > 0) {
                        first = now;
                    }
                    seen += arrived;
                    if (now > end) {
                        throw new IllegalStateException("expected " + count + " records on " + topic.logicalName()
                                + " within " + within.toSeconds() + " s, found " + seen);
                    }
                }
                return new Arrivals(first, System.nanoTime());
            }
        });
    }
}
