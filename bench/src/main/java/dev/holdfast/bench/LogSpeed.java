package dev.holdfast.bench;

import dev.holdfast.cli.local.LocalDeployment;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.stack.StackConfig;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How long an entry of lineage takes to stand under a signed checkpoint: from the moment that the broker has it, committed, until a checkpoint that covers it is read.
 * The entries are real ones, made beforehand, and come at a steady rate whatever becomes of those before. Exit status: 0 all were covered; 1 not; 2 wrong usage.
 */
@Command(
        name = "log-speed",
        mixinStandardHelpOptions = true,
        description =
                "Measures how soon entries of lineage stand under a signed checkpoint, on a deployment of its own.")
public final class LogSpeed implements Callable<Integer> {
    private static final Duration COVERED_WITHIN = Duration.ofSeconds(60);
    private static final int DIGITS = 3;
    private static final long SEED = 17;

    @Option(names = "--per-second", defaultValue = "10000", description = "Entries. Default: ${DEFAULT-VALUE}.")
    private int perSecond;

    @Option(names = "--seconds", defaultValue = "20", description = "How long it counts. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "15",
            description = "How long it runs before that. Default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(names = "--partitions", defaultValue = "4", description = "Of every topic. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--made",
            defaultValue = "20000",
            description = "How many entries are made beforehand; they come again and again. Default: ${DEFAULT-VALUE}.")
    private int made;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private volatile boolean closed;

    /** Measures once and ends the process. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LogSpeed()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path directory = TemporaryDirectory.make();
        try (LocalDeployment deployment = LocalDeployment.start(
                new LocalDeployment.Wanted(StackConfig.in(directory), partitions, null, Map.of()))) {
            return measure(deployment.clientConfig());
        } finally {
            TemporaryDirectory.remove(directory);
        }
    }

    private int measure(ExecutorConfig config) throws Exception {
        int entries = Math.multiplyExact(perSecond, warmUpSeconds + seconds);
        // When the broker had each, in nanoseconds; by partition and leaf.
        var committed = new AtomicReferenceArray<long[]>(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            committed.set(partition, new long[entries / partitions + 1]);
        }
        var counts = new AtomicIntegerArray(partitions);
        var delays = new Histogram(DIGITS);
        var covered = new int[partitions];
        int warm = Math.multiplyExact(perSecond, warmUpSeconds) / partitions;
        try (SchemaRegistryClient registry = config.newRegistryClient();
                var codec = new RecordCodec(registry, config.topicNames());
                KafkaConsumer<byte[], byte[]> checkpoints = checkpoints(config)) {
            List<byte[]> values = values(codec);
            var thread = new Thread(() -> send(config, values, entries, committed, counts), "bench-entries");
            long start = System.nanoTime();
            thread.start();
            long end = start + TimeUnit.SECONDS.toNanos(warmUpSeconds + seconds) + COVERED_WITHIN.toNanos();
            while (IntStream.of(covered).sum() < entries && System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> record : checkpoints.poll(Duration.ofMillis(50))) {
                    long now = System.nanoTime();
                    int size = (int) codec.decode(Topic.CHECKPOINTS, record.value(), LogCheckpoint.class)
                            .getSize();
                    long[] times = committed.get(record.partition());
                    for (int leaf = covered[record.partition()]; leaf < size; leaf++) {
                        // The broker's answer may be read after the checkpoint.
                        if (leaf >= warm) {
                            delays.recordValue(times[leaf] == 0 ? 0 : Math.max(0, now - times[leaf]));
                        }
                    }
                    covered[record.partition()] = Math.max(covered[record.partition()], size);
                }
            }
            closed = true;
            thread.join();
            report(entries, IntStream.of(covered).sum(), delays, System.nanoTime() - start);
        }
        return IntStream.of(covered).sum() == entries ? 0 : 1;
    }

    private void report(int entries, int covered, Histogram nanos, long tookNanos) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%d of %d entries stand under a checkpoint, %d a second meant, %.1f s from the first sent to the last covered%n",
                covered,
                entries,
                perSecond,
                tookNanos / 1e9);
        out.printf(
                Locale.ROOT,
                "committed to covered, ms: p50 %.0f, p99 %.0f, p99.9 %.0f, max %.0f (%d entries after the warm-up)%n",
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getValueAtPercentile(99.9) / 1e6,
                nanos.getMaxValue() / 1e6,
                nanos.getTotalCount());
        out.flush();
    }

    private List<byte[]> values(RecordCodec codec) throws Exception {
        var values = new ArrayList<byte[]>();
        RecordedDecisions.write(entry -> values.add(codec.encode(Topic.LINEAGE, entry)), made, SEED);
        return values;
    }

    private void send(
            ExecutorConfig config,
            List<byte[]> values,
            int entries,
            AtomicReferenceArray<long[]> committed,
            AtomicIntegerArray counts) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        String topic = config.topicNames().of(Topic.LINEAGE);
        byte[] key = "bench".getBytes(StandardCharsets.UTF_8);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long start = System.nanoTime();
            for (int number = 0; number < entries && !closed; number++) {
                long intended = start + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
                for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                int partition = number % partitions;
                producer.send(
                        new ProducerRecord<>(topic, partition, key, values.get(number % values.size())),
                        (metadata, failure) -> {
                            if (failure == null) {
                                committed.get(partition)[counts.getAndIncrement(partition)] = System.nanoTime();
                            }
                        });
            }
            producer.flush();
        }
    }

    private KafkaConsumer<byte[], byte[]> checkpoints(ExecutorConfig config) {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> assigned = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(config.topicNames().of(Topic.CHECKPOINTS), number))
                .toList();
        consumer.assign(assigned);
        consumer.seekToBeginning(assigned);
        return consumer;
    }
}
