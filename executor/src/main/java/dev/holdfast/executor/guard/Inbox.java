package dev.holdfast.executor.guard;

import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.RegistryUnavailable;
import dev.holdfast.schemas.WriterSchemas.Writer;
import dev.holdfast.trust.intake.SignatureCheck;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears one topic for one execution, and what is for everybody, on a thread of its own, from where the topic ended when this was opened. Only records that bear the
 * signature of a believed evaluator come through.
 *
 * @param <T> what the topic carries
 */
public final class Inbox<T extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 200;
    // Key of what is for the executors of a whole partition.
    private static final String EVERYBODY_ID = "*";
    private static final byte[] EVERYBODY = EVERYBODY_ID.getBytes(StandardCharsets.UTF_8);
    private static final long CLOSE_WAIT_MILLIS = 2_000;

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final Topic topic;
    private final Class<T> type;
    private final RecordCodec codec;
    private final Map<KeyId, VerifyingKey> evaluators;
    private final String trustDomain;
    private final String executionId;
    private final byte[] key;
    private final Consumer<T> listener;
    private final Consumer<String> ignored;
    private final Consumer<String> deaf;
    private final Thread thread;
    private volatile boolean closing;

    /** Whose records an inbox listens to, and where they are. */
    public record Address(int partition, String executionId, String trustDomain) {}

    /**
     * Goes to the end of the partition; hears nothing before {@link #start}.
     *
     * @param consumer this inbox's to close; closed already when this throws
     * @param codec this inbox's alone
     * @param listener called for every record of the execution that a believed evaluator signed
     * @param ignored told why another one was not
     * @param deaf told once when nothing can be heard any more, because something failed that nobody foresaw
     */
    public Inbox(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            Topic topic,
            Address address,
            Class<T> type,
            RecordCodec codec,
            Map<KeyId, VerifyingKey> evaluators,
            Consumer<T> listener,
            Consumer<String> ignored,
            Consumer<String> deaf) {
        this.consumer = consumer;
        this.topic = topic;
        this.type = type;
        this.codec = codec;
        this.evaluators = Map.copyOf(evaluators);
        this.trustDomain = address.trustDomain();
        this.executionId = address.executionId();
        this.key = executionId.getBytes(StandardCharsets.UTF_8);
        this.listener = listener;
        this.ignored = ignored;
        this.deaf = deaf;
        goToEnd(new TopicPartition(codec.names().of(topic), address.partition()));
        this.thread = new Thread(this::listen, "holdfast-" + topic.logicalName());
        thread.setDaemon(true);
    }

    private void goToEnd(TopicPartition partition) {
        try {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            // Asks the broker now: what is written from here on will be heard.
            consumer.position(partition);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Begins to listen. */
    public void start() {
        thread.start();
    }

    private void listen() {
        try (consumer) {
            while (!closing) {
                try {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        hear(record);
                    }
                } catch (WakeupException e) {
                    LOG.debug("event=inbox_closing topic={}", topic.logicalName());
                } catch (KafkaException e) {
                    // What is not heard ends in a stop, when the lease runs out; meanwhile it is tried again.
                    LOG.warn("event=poll_failed topic={} cause={}", topic.logicalName(), e.toString());
                    TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("event=inbox_failed topic={}", topic.logicalName(), e);
            deaf.accept(e.toString());
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        boolean own = Arrays.equals(key, record.key());
        if (!own && !Arrays.equals(EVERYBODY, record.key())) {
            return;
        }
        String addressee = own ? executionId : EVERYBODY_ID;
        try {
            Optional<String> flaw = flaw(record, addressee);
            if (flaw.isPresent()) {
                ignored.accept(flaw.get());
                return;
            }
            listener.accept(codec.decode(topic, record.value(), type));
        } catch (SerializationException | RegistryUnavailable e) {
            ignored.accept(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> flaw(ConsumerRecord<byte[], byte[]> record, String addressee) {
        WireFormat wire = record.value() == null ? null : WireFormat.parse(record.value());
        if (wire == null) {
            return Optional.of("the value is not in Confluent's wire format");
        }
        if (!(codec.writerSchemas().byId(wire.schemaId()) instanceof Writer.Known writer)
                || !writer.fullName().equals(topic.schema().getFullName())) {
            return Optional.of("schema " + wire.schemaId() + " is not one of this topic");
        }
        var signatures = new ArrayList<byte[]>();
        for (Header header : record.headers().headers(RecordSignature.HEADER)) {
            signatures.add(header.value() == null ? new byte[0] : header.value());
        }
        var content = new SignedContent(trustDomain, topic.logicalName(), addressee, writer.fingerprint(), wire.body());
        SignatureCheck.Result result = SignatureCheck.check(
                signatures, content, id -> Optional.ofNullable(evaluators.get(id)), "a believed evaluator");
        return result instanceof SignatureCheck.Result.Refused refused
                ? Optional.of(refused.rejection().reason() + ": "
                        + refused.rejection().detail())
                : Optional.empty();
    }

    /** Stops listening; waits up to 2 s. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            thread.join(CLOSE_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
