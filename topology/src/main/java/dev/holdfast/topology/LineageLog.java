package dev.holdfast.topology;

import dev.holdfast.topology.log.LogProcessorSupplier;
import dev.holdfast.topology.log.LogTopology;
import dev.holdfast.topology.time.SteadyTime;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running log over an evaluator's lineage: a Kafka Streams application of its own. While it does not get on, decisions go on and nothing is lost: it takes
 * lineage up where it was, however late.
 */
final class LineageLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineageLog.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final Replacements replacements = new Replacements(System::nanoTime);

    /** @param registry stays the caller's to close */
    LineageLog(EvaluatorConfig config, SchemaRegistryClient registry) {
        var supplier =
                new LogProcessorSupplier(config.topicNames(), config.trustDomain(), config.evaluatorKey(), registry);
        this.streams = new KafkaStreams(LogTopology.build(supplier), config.logSettings(), new SteadyTime(Time.SYSTEM));
        streams.setUncaughtExceptionHandler(this::onFailure);
        streams.setStateListener((now, before) -> LOG.info("event=log_state state={} before={}", now, before));
    }

    void start() {
        streams.start();
    }

    @Override
    public void close() {
        streams.close(CLOSE_WAIT);
    }

    private StreamThreadExceptionResponse onFailure(Throwable failure) {
        Optional<Duration> wait = replacements.after(Replacements.registryIsAway(failure));
        LOG.error("event=log_thread_failed replaced={}", wait.isPresent(), failure);
        if (wait.isEmpty()) {
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(wait.get().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
