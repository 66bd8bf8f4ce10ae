package dev.holdfast.topology.scenario;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.EvaluatorTopology;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.trial.TrialDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/** The evaluator on trial, with what it sent beside its transactions. */
final class Driver implements AutoCloseable {
    private final TrialDriver driver;
    private final RecordedSends sends;

    Driver(
            EvaluatorProcessorSupplier supplier,
            Map<String, Map<String, byte[]>> stored,
            RecordedSends sends,
            Instant startsAt) {
        this.sends = sends;
        this.driver = new TrialDriver(
                stored.isEmpty() ? EvaluatorTopology.build(supplier) : RestoredTopology.build(supplier, stored),
                supplier.names(),
                startsAt);
    }

    /** Appends a record and returns what was written because of it, topic by topic. */
    List<Output> pipe(Input input, Instant appendedAt) {
        return driver.append(input.topic(), input.key(), input.value(), input.headers(), appendedAt).stream()
                .map(each -> new Output(each.topic(), each.key(), each.value(), each.headers(), each.timestamp()))
                .toList();
    }

    void advance(Duration duration) {
        driver.advance(duration);
    }

    /** What was sent to a topic outside transactions. */
    List<Input> takeSent(Topic topic) {
        return sends.take(topic);
    }

    double metric(String group, String name) {
        return driver.metric(group, name);
    }

    KeyValueStore<byte[], byte[]> store(String name) {
        return driver.store(name);
    }

    @Override
    public void close() {
        driver.close();
    }
}
