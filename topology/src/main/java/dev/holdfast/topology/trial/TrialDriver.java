package dev.holdfast.topology.trial;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The test driver of Kafka Streams with the evaluator in it, in bytes: one partition, no broker, and a clock that stands still until it is moved. Its
 * files are gone when it is closed. One thread.
 */
public final class TrialDriver implements AutoCloseable {
    /** Name of the evaluator's store of executions. */
    public static final String EXECUTIONS = "executions-state";

    private final Path directory;
    private final TopologyTestDriver driver;
    private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
    private final Map<Topic, TestOutputTopic<byte[], byte[]>> outputs = new EnumMap<>(Topic.class);

    /**
     * Starts the evaluator.
     *
     * @param names what the topology's topics are called
     * @param startsAt what its clock shows
     */
    public TrialDriver(Topology topology, TopicNames names, Instant startsAt) {
        try {
            this.directory = Files.createTempDirectory("holdfast-topology-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for the evaluator's stores", e);
        }
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "evaluator");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused.invalid:9092");
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        this.driver = start(topology, config, startsAt);
        for (Topic topic : Topic.values()) {
            String name = names.of(topic);
            if (topic.direction() == Topic.Direction.INPUT) {
                inputs.put(topic, driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()));
            } else if (topic.direction() == Topic.Direction.OUTPUT) {
                outputs.put(
                        topic,
                        driver.createOutputTopic(name, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
            }
        }
    }

    private TopologyTestDriver start(Topology topology, Properties config, Instant startsAt) {
        try {
            return new TopologyTestDriver(topology, config, startsAt);
        } catch (RuntimeException refused) {
            delete();
            throw refused;
        }
    }

    /** Appends a record to an input topic and returns what was written because of it, topic by topic. */
    public List<WrittenRecord> append(
            Topic topic, byte @Nullable [] key, byte @Nullable [] value, List<Header> headers, Instant appendedAt) {
        TestInputTopic<byte[], byte[]> input = inputs.get(topic);
        if (input == null) {
            throw new IllegalArgumentException("expected an input topic, found `" + topic.logicalName() + "`");
        }
        var copied = new RecordHeaders();
        headers.forEach(copied::add);
        input.pipeInput(new TestRecord<>(key, value, copied, appendedAt));
        var written = new ArrayList<WrittenRecord>();
        outputs.forEach((to, output) -> {
            for (TestRecord<byte[], byte[]> record : output.readRecordsToList()) {
                written.add(new WrittenRecord(
                        to,
                        record.key(),
                        record.value(),
                        List.of(record.headers().toArray()),
                        record.timestamp()));
            }
        });
        return written;
    }

    /** Moves the evaluator's clock. */
    public void advance(Duration duration) {
        driver.advanceWallClockTime(duration);
    }

    /** One of the evaluator's stores. */
    public KeyValueStore<byte[], byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    /**
     * The value of one of its metrics.
     *
     * @throws java.util.NoSuchElementException when it has none of this name
     */
    public double metric(String group, String name) {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(group)
                        && metric.metricName().name().equals(name))
                .map(metric -> (Double) metric.metricValue())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        try {
            driver.close();
        } finally {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the evaluator's stores in `" + directory + "`", e);
        }
    }
}
