package dev.holdfast.cli.topic;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What a consumer has not read yet of its partitions, up to where they ended. A consumer whose brokers are gone polls nothing for ever; whoever asks this
 * between polls gives up. One thread.
 */
public final class Unread {
    /** How long a consumer may come no further. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, Long> ends;
    private final LongSupplier nanoClock;
    private Map<TopicPartition, Long> reached = Map.of();
    private long reachedAt;

    /** @param ends offsets to read to, of partitions that are assigned to the consumer */
    public Unread(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        this(consumer, ends, System::nanoTime);
    }

    Unread(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends, LongSupplier nanoClock) {
        this.consumer = consumer;
        this.ends = Map.copyOf(ends);
        this.nanoClock = nanoClock;
    }

    /**
     * Whether anything is left. Ask it after each poll.
     *
     * @throws KafkaException when the consumer has come no further for {@link #PATIENCE}, or does not know where it is
     */
    public boolean remains() {
        Map<TopicPartition, Long> now = positions();
        if (now.entrySet().stream().allMatch(each -> each.getValue() >= end(each.getKey()))) {
            return false;
        }
        long at = nanoClock.getAsLong();
        if (!now.equals(reached)) {
            reached = now;
            reachedAt = at;
        } else if (at - reachedAt >= PATIENCE.toNanos()) {
            throw new KafkaException(stuck(now));
        }
        return true;
    }

    private Map<TopicPartition, Long> positions() {
        var positions = new TreeMap<TopicPartition, Long>(ORDER);
        try {
            ends.keySet().forEach(each -> positions.put(each, consumer.position(each)));
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka does not answer any more; is the deployment up?", e);
        }
        return positions;
    }

    private String stuck(Map<TopicPartition, Long> now) {
        Map.Entry<TopicPartition, Long> stuck = now.entrySet().stream()
                .filter(each -> each.getValue() < end(each.getKey()))
                .findFirst()
                .orElseThrow();
        return "expected to read " + stuck.getKey() + " to offset " + end(stuck.getKey()) + ", came to offset "
                + stuck.getValue()
                + " and no further for " + PATIENCE.toSeconds()
                + " s: Kafka does not answer any more; is the deployment up?";
    }

    private long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
