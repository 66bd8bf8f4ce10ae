package dev.holdfast.cli.recorded;

import dev.holdfast.cli.topic.Unread;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Rulesets that were published, as far as the topic of governance still has them: the last one for ever, earlier ones until the topic is compacted. */
public final class RulesetArchive {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ANSWER_MILLIS = 10_000;

    private RulesetArchive() {}

    /**
     * A ruleset that was published.
     *
     * @param version as it was published
     */
    public record Published(long version, Ruleset ruleset) {}

    /**
     * The one with a digest. It is the files that have the digest, whatever their record says of itself.
     *
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer within 10 s, or fall silent
     */
    public static Optional<Published> find(ExecutorConfig config, String digest) throws IOException {
        Map<String, Object> settings = config.clientSettings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        // Every partition has a copy.
        var partition = new TopicPartition(config.topicNames().of(Topic.GOVERNANCE), 0);
        Optional<Published> found = Optional.empty();
        SchemaRegistryClient registry = config.newRegistryClient();
        try (var codec = new RecordCodec(registry, config.topicNames())) {
            var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            try {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                var unread = new Unread(consumer, consumer.endOffsets(List.of(partition)));
                while (found.isEmpty() && unread.remains()) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        found = found.or(() -> published(codec, record, digest));
                    }
                }
            } finally {
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            }
        } finally {
            registry.close();
        }
        return found;
    }

    private static Optional<Published> published(
            RecordCodec codec, ConsumerRecord<byte[], byte[]> record, String digest) {
        if (record.value() == null) {
            return Optional.empty();
        }
        GovernanceRecord act;
        try {
            act = codec.decode(Topic.GOVERNANCE, record.value(), GovernanceRecord.class);
        } catch (SerializationException e) {
            // Anybody may have written it; evaluators made a dead letter of it.
            return Optional.empty();
        }
        RulesetRecord ruleset = act.getRuleset();
        if (ruleset == null || ruleset.getFiles().isEmpty()) {
            return Optional.empty();
        }
        Ruleset files = Ruleset.of(ruleset.getFiles().stream()
                .map(file -> new Ruleset.RuleFile(file.getPath(), file.getText()))
                .toList());
        return files.digest().equals(digest)
                ? Optional.of(new Published(ruleset.getVersion(), files))
                : Optional.empty();
    }
}
