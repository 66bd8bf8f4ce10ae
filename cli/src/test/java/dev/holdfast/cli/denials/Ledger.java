package dev.holdfast.cli.denials;

import dev.holdfast.cli.system.Site;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.Escalation;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads along what the evaluator says, from the beginning, so that many tests at once need not each read it all again. */
final class Ledger implements AutoCloseable {
    private static final Map<Topic, Class<? extends SpecificRecord>> TOPICS = Map.of(
            Topic.CONTROL, ControlCommand.class,
            Topic.EXECUTIONS, ExecutionStatus.class,
            Topic.DEAD_LETTERS, DeadLetter.class,
            Topic.ESCALATIONS, Escalation.class,
            Topic.HEARTBEATS, Heartbeat.class,
            Topic.EVALUATORS, EvaluatorLiveness.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean closed;

    private record Entry(String executionId, ConsumerRecord<byte[], byte[]> raw, SpecificRecord record) {}

    Ledger(Site site) {
        this.reader = new Thread(() -> read(site), "ledger");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Site site) {
        var config = site.client();
        try (SchemaRegistryClient registry = config.newRegistryClient();
                var codec = new RecordCodec(registry, config.topicNames());
                var consumer = new KafkaConsumer<>(
                        config.clientSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var kinds = new HashMap<String, Topic>();
            TOPICS.keySet().forEach(topic -> kinds.put(config.topicNames().of(topic), topic));
            List<TopicPartition> partitions = kinds.keySet().stream()
                    .flatMap(topic ->
                            IntStream.range(0, Site.PARTITIONS).mapToObj(number -> new TopicPartition(topic, number)))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    if (record.value() != null) {
                        Topic topic = kinds.get(record.topic());
                        entries.add(new Entry(
                                new String(record.key(), StandardCharsets.UTF_8),
                                record,
                                codec.decode(topic, record.value(), TOPICS.get(topic))));
                    }
                }
            }
        } catch (Exception e) {
            throw new AssertionError("the ledger cannot be read on", e);
        }
    }

    private <T> Stream<T> of(String executionId, Class<T> kind) {
        return entries.stream()
                .filter(entry -> entry.executionId().equals(executionId) && kind.isInstance(entry.record()))
                .map(entry -> kind.cast(entry.record()));
    }

    /** Commands for it, once each however often they were sent. */
    List<ControlAction> commands(String executionId) {
        return List.copyOf(of(executionId, ControlCommand.class)
                .collect(Collectors.toMap(
                        ControlCommand::getEpoch, ControlCommand::getAction, (first, again) -> first, TreeMap::new))
                .values());
    }

    /** Every row of it, the current one last. */
    List<ExecutionStatus> rows(String executionId) {
        return of(executionId, ExecutionStatus.class).toList();
    }

    Optional<ExecutionStatus> row(String executionId) {
        return of(executionId, ExecutionStatus.class).reduce((earlier, later) -> later);
    }

    /** Codes of whatever was found about it at any time. */
    List<String> findings(String executionId) {
        return Stream.concat(
                        of(executionId, ExecutionStatus.class).flatMap(row -> row.getFindings().stream()),
                        of(executionId, ControlCommand.class).flatMap(command -> command.getFindings().stream()))
                .map(Finding::getCode)
                .distinct()
                .toList();
    }

    /** The highest version of a ruleset that evaluators have said is in force. */
    long versionInForce() {
        return entries.stream()
                .map(Entry::record)
                .filter(EvaluatorLiveness.class::isInstance)
                .mapToLong(sign -> ((EvaluatorLiveness) sign).getRulesetVersion())
                .max()
                .orElse(0);
    }

    /** Reasons of its dead letters. */
    List<String> letters(String executionId) {
        return of(executionId, DeadLetter.class).map(DeadLetter::getReason).toList();
    }

    /** What its dead letters say to people. */
    List<String> details(String executionId) {
        return of(executionId, DeadLetter.class).map(DeadLetter::getDetail).toList();
    }

    List<Escalation> escalations(String executionId) {
        return of(executionId, Escalation.class).toList();
    }

    /** Its heartbeats as they stand on the topic. */
    List<ConsumerRecord<byte[], byte[]>> heartbeats(String executionId) {
        return entries.stream()
                .filter(entry -> entry.executionId().equals(executionId) && entry.record() instanceof Heartbeat)
                .map(Entry::raw)
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join(5_000);
    }
}
