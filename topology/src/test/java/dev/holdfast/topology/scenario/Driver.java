package dev.holdfast.topology.scenario;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.EvaluatorTopology;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
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

/** The test driver of Kafka Streams with the evaluator in it, in bytes; its files are gone when it is closed. */
final class Driver implements AutoCloseable {
    private final Path directory;
    private final TopologyTestDriver driver;
    private final RecordedSends sends;
    private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
    private final Map<Topic, TestOutputTopic<byte[], byte[]>> outputs = new EnumMap<>(Topic.class);

    Driver(
            EvaluatorProcessorSupplier supplier,
            Map<String, Map<String, byte[]>> stored,
            RecordedSends sends,
            Instant startsAt) {
        this.sends = sends;
        try {
            this.directory = Files.createTempDirectory("holdfast-topology-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "evaluator");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused.invalid:9092");
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        Topology topology =
                stored.isEmpty() ? EvaluatorTopology.build(supplier) : RestoredTopology.build(supplier, stored);
        this.driver = new TopologyTestDriver(topology, config, startsAt);
        for (Topic topic : Topic.values()) {
            String name = supplier.names().of(topic);
            if (topic.direction() == Topic.Direction.INPUT) {
                inputs.put(topic, driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()));
            } else {
                outputs.put(
                        topic,
                        driver.createOutputTopic(name, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
            }
        }
    }

    /** Appends a record and returns what was written because of it, topic by topic. */
    List<Output> pipe(Input input, Instant appendedAt) {
        var headers = new RecordHeaders();
        input.headers().forEach(headers::add);
        inputs.get(input.topic()).pipeInput(new TestRecord<>(input.key(), input.value(), headers, appendedAt));
        var written = new ArrayList<Output>();
        outputs.forEach((topic, output) -> {
            for (TestRecord<byte[], byte[]> record : output.readRecordsToList()) {
                written.add(new Output(
                        topic,
                        record.key(),
                        record.value(),
                        List.of(record.headers().toArray()),
                        record.timestamp()));
            }
        });
        return written;
    }

    void advance(Duration duration) {
        driver.advanceWallClockTime(duration);
    }

    /** What was sent to a topic outside transactions. */
    List<Input> takeSent(Topic topic) {
        return sends.take(topic);
    }

    KeyValueStore<byte[], byte[]> store(String name) {
        return driver.getKeyValueStore(name);
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
            throw new UncheckedIOException(e);
        }
    }
}
