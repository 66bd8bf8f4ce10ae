package dev.holdfast.bench.halt;

import dev.holdfast.bench.suite.Worker;
import dev.holdfast.executor.ExecutorConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What no command can be quicker than: through the same brokers a record of eight bytes to somebody who sends it on at once, without a transaction, and from there to whoever
 * waits for it. At random moments, each with a clock that starts when it was intended. Three threads.
 */
final class Echo implements AutoCloseable {
    private static final String CALL = "bench-call";
    private static final String ANSWER = "bench-answer";
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long SEED = 23;

    private final double perSecond;
    private final KafkaProducer<byte[], byte[]> calls;
    private final KafkaProducer<byte[], byte[]> answers;
    private final KafkaConsumer<byte[], byte[]> called;
    private final KafkaConsumer<byte[], byte[]> answered;
    private final String call;
    private final String answer;
    private final Recorder nanos = new Recorder(Plan.LONGEST.toNanos() + 1, Durations.DIGITS);
    private final List<Worker> workers = List.of(
            new Worker("bench-echo", this::echo),
            new Worker("bench-hear", this::hear),
            new Worker("bench-call", this::call));

    /** Begins. */
    Echo(ExecutorConfig config, double perSecond) throws InterruptedException, ExecutionException {
        this.perSecond = perSecond;
        Map<String, Object> settings = new HashMap<>(config.clientSettings());
        this.call = config.topicNames().prefix() + CALL;
        this.answer = config.topicNames().prefix() + ANSWER;
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(
                            new NewTopic(call, Optional.of(1), Optional.empty()),
                            new NewTopic(answer, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.calls = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.answers = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.called = reader(config, call);
        this.answered = reader(config, answer);
        workers.forEach(Worker::start);
    }

    private static KafkaConsumer<byte[], byte[]> reader(ExecutorConfig config, String topic) {
        var reader =
                new KafkaConsumer<>(config.clientSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> only = List.of(new TopicPartition(topic, 0));
        reader.assign(only);
        reader.seekToBeginning(only);
        return reader;
    }

    private void call(Worker calling) {
        var random = new Random(SEED);
        long start = System.nanoTime();
        for (long number = 0; calling.goesOn(); number++) {
            long intended = start + (long) ((number + random.nextDouble()) / perSecond * 1e9);
            calling.rest(intended);
            byte[] moment = ByteBuffer.allocate(Long.BYTES).putLong(intended).array();
            calls.send(new ProducerRecord<>(call, 0, null, moment));
        }
    }

    private void echo(Worker echoing) {
        while (echoing.goesOn()) {
            called.poll(POLL).forEach(record -> answers.send(new ProducerRecord<>(answer, 0, null, record.value())));
        }
    }

    private void hear(Worker hearing) {
        while (hearing.goesOn()) {
            answered.poll(POLL).forEach(record -> {
                long took = System.nanoTime() - ByteBuffer.wrap(record.value()).getLong();
                nanos.recordValue(Math.max(0, Math.min(took, Plan.LONGEST.toNanos())));
            });
        }
    }

    /** How long those took that were answered since this was asked last, in nanoseconds. */
    Histogram take() {
        return nanos.getIntervalHistogram();
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
        calls.close(Duration.ZERO);
        answers.close(Duration.ZERO);
        called.close();
        answered.close();
    }
}
