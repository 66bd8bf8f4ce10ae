package dev.holdfast.bench.stream;

import dev.holdfast.bench.machine.Machine;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.Topic;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How quickly a group takes the backlog of heartbeats, by the offsets that it commits: what counts is what has taken effect. The first half warms up. Of the other
 * half it is measured from one commit to another, so that neither the wait for the last commit nor a partition that is done before others counts.
 */
final class Drain implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration STALLED = Duration.ofMinutes(5);
    private static final int ANSWER_SECONDS = 60;

    private final Admin admin;
    private final String group;
    private final Map<TopicPartition, Long> ends;
    private final long begin;
    private final Predicate<String> streamThread;

    /** @param group whose offsets count; it must not have begun */
    Drain(ExecutorConfig config, int partitions, String group) throws Exception {
        this.admin = Admin.create(config.clientSettings());
        this.group = group;
        this.streamThread = Pattern.compile(Pattern.quote(group) + "-[0-9a-f]{8}-[0-9a-f-]+-StreamThread-\\d+")
                .asMatchPredicate();
        String topic = config.topicNames().of(Topic.HEARTBEATS);
        this.ends = admin
                .listOffsets(IntStream.range(0, partitions)
                        .boxed()
                        .collect(Collectors.toMap(
                                number -> new TopicPartition(topic, number), number -> OffsetSpec.latest())))
                .all()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
        this.begin = taken().values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * What was found.
     *
     * @param perSecond heartbeats
     * @param cpuMicros CPU time of the process, broker and all, for each heartbeat, in microseconds
     * @param threadMicros CPU time of the group's stream threads for each heartbeat, in microseconds; 0 where it has none
     */
    record Rate(double perSecond, double cpuMicros, double threadMicros) {}

    private record Look(long nanos, long cpuNanos, long threadNanos, long taken, boolean whole) {}

    /** Waits until all is taken. The group begins now. */
    Rate await() throws Exception {
        long end = ends.values().stream().mapToLong(Long::longValue).sum();
        List<Look> looks = new ArrayList<>();
        looks.add(new Look(System.nanoTime(), Machine.cpuNanos(), threadNanos(), begin, true));
        while (true) {
            Map<TopicPartition, Long> taken = taken();
            long sum = taken.values().stream().mapToLong(Long::longValue).sum();
            Look last = looks.get(looks.size() - 1);
            long now = System.nanoTime();
            if (sum > last.taken()) {
                boolean whole = taken.entrySet().stream().noneMatch(each -> each.getValue() >= endOf(each.getKey()));
                looks.add(new Look(now, Machine.cpuNanos(), threadNanos(), sum, whole));
            } else if (now - last.nanos() > STALLED.toNanos()) {
                throw new IllegalStateException("expected `" + group + "` to take " + (end - begin)
                        + " heartbeats, found that it stands still after " + (sum - begin));
            }
            if (sum >= end) {
                return rate(looks, end);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        }
    }

    private Rate rate(List<Look> looks, long end) {
        List<Look> steady = looks.stream()
                .filter(look -> look.whole() && look.taken() >= begin + (end - begin) / 2)
                .toList();
        boolean few = steady.size() < 3;
        Look from = few ? looks.get(0) : steady.get(0);
        Look to = few ? looks.get(looks.size() - 1) : steady.get(steady.size() - 1);
        double heartbeats = to.taken() - from.taken();
        return new Rate(
                heartbeats / ((to.nanos() - from.nanos()) / 1e9),
                (to.cpuNanos() - from.cpuNanos()) / 1e3 / heartbeats,
                (to.threadNanos() - from.threadNanos()) / 1e3 / heartbeats);
    }

    /** Kafka Streams names them so. */
    private long threadNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && streamThread.test(thread.getThreadName()))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
                .sum();
    }

    private long endOf(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    private Map<TopicPartition, Long> taken() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        var taken = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : ends.keySet()) {
            OffsetAndMetadata offset = committed.get(partition);
            taken.put(partition, offset == null ? 0 : offset.offset());
        }
        return taken;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
