package dev.holdfast.cli.governance;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.trust.intake.Rejection.Reason;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Sees by which ruleset evaluators decide, or which they try, by their signs of life, and whether a published one was refused, by the dead letters; both from when
 * this is made. One thread.
 */
public final class RulesetWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final RulesetLine line;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String evaluators;
    private final int partitions;
    private final Map<Integer, EvaluatorLiveness> last = new TreeMap<>();

    /** @throws org.apache.kafka.common.KafkaException when Kafka or the schema registry does not answer, or refuses */
    public RulesetWatch(ExecutorConfig config, RulesetLine line) {
        this.line = line;
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        this.evaluators = config.topicNames().of(Topic.EVALUATORS);
        Map<String, Object> settings = config.clientSettings();
        // A refusal is told as soon as it is with the brokers; what the evaluators say is in no transaction.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            var assigned = new ArrayList<TopicPartition>();
            for (Topic topic : List.of(Topic.EVALUATORS, Topic.DEAD_LETTERS)) {
                consumer.partitionsFor(config.topicNames().of(topic))
                        .forEach(info -> assigned.add(new TopicPartition(info.topic(), info.partition())));
            }
            this.partitions = (int) assigned.stream()
                    .filter(each -> each.topic().equals(evaluators))
                    .count();
            consumer.assign(assigned);
            consumer.seekToEnd(assigned);
            assigned.forEach(consumer::position);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * What became of a ruleset.
     *
     * @param detail why it was refused, or where it is not in force
     * @param reason for which it was refused; empty when it was not
     */
    public record Outcome(Kind kind, String detail, Optional<Reason> reason) {
        Outcome(Kind kind, String detail) {
            this(kind, detail, Optional.empty());
        }

        /** How it ended. */
        public enum Kind {
            /** Every partition is decided by it. */
            IN_FORCE,
            /** Every partition has taken it, and some of them wait for its instant. */
            PENDING,
            /** An evaluator would not take it. */
            REFUSED,
            /** Neither, in time. */
            OPEN
        }
    }

    /**
     * What is waited for.
     *
     * @param copies of the act by which it was published: what is refused of others is not this one's
     * @param isLater whether it is enough that evaluators wait for its instant
     */
    public record Published(long version, String digest, Copies copies, boolean isLater) {}

    /** Waits until a ruleset is in force on every partition (or pending, when that is enough), is refused, or the time is over. */
    public Outcome await(Published published, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        do {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Optional<DeadLetter> refusal = take(record, published.copies());
                if (refusal.isPresent()) {
                    String reason = refusal.get().getReason();
                    return new Outcome(
                            Outcome.Kind.REFUSED,
                            reason + ": " + refusal.get().getDetail(),
                            Arrays.stream(Reason.values())
                                    .filter(each -> each.name().equals(reason))
                                    .findFirst());
                }
            }
            if (isEverywhere(sign -> decidesBy(sign, published))) {
                return new Outcome(Outcome.Kind.IN_FORCE, "");
            }
            if (published.isLater() && isEverywhere(sign -> decidesBy(sign, published) || waitsFor(sign, published))) {
                return new Outcome(Outcome.Kind.PENDING, "");
            }
        } while (System.nanoTime() - end < 0);
        String open = IntStream.range(0, partitions)
                .filter(number -> last.get(number) == null || !decidesBy(last.get(number), published))
                .mapToObj(number -> number + " (" + standing(last.get(number), published) + ")")
                .collect(Collectors.joining(", "));
        return new Outcome(Outcome.Kind.OPEN, "partition " + open);
    }

    private boolean isEverywhere(Predicate<EvaluatorLiveness> condition) {
        return last.size() == partitions && last.values().stream().allMatch(condition);
    }

    private String standing(@Nullable EvaluatorLiveness sign, Published published) {
        if (sign == null) {
            return "no sign of an evaluator";
        }
        return "version " + line.version(sign) + " is" + (waitsFor(sign, published) ? ", it waits" : "");
    }

    private boolean waitsFor(EvaluatorLiveness sign, Published published) {
        return line.waits(sign, published.version(), published.digest());
    }

    private boolean decidesBy(EvaluatorLiveness sign, Published published) {
        return line.version(sign) == published.version() && line.digest(sign).equals(published.digest());
    }

    private Optional<DeadLetter> take(ConsumerRecord<byte[], byte[]> record, Copies copies) {
        if (record.value() == null) {
            return Optional.empty();
        }
        if (record.topic().equals(evaluators)) {
            last.put(record.partition(), codec.decode(Topic.EVALUATORS, record.value(), EvaluatorLiveness.class));
            return Optional.empty();
        }
        DeadLetter letter = codec.decode(Topic.DEAD_LETTERS, record.value(), DeadLetter.class);
        boolean ours = letter.getTopic().equals(codec.names().of(Topic.GOVERNANCE))
                && copies.standAt(letter.getPartition(), letter.getOffset());
        return ours ? Optional.of(letter) : Optional.empty();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        codec.close();
        try {
            registry.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the registry client", e);
        }
    }
}
