package dev.holdfast.topology.transaction;

import dev.holdfast.topology.process.LeaseSignatures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A stream thread's producer. Commands, which are obeyed as soon as they are read, leave at once. All else, which those read committed for whom it has effects, waits here for what
 * goes with it, so that a few requests carry what many would, and no command waits for those: until there are {@value #LEASES} leases or {@value #RECORDS} records, or the
 * next one comes when the first has waited {@value #MILLIS} ms, or the transaction is about to end. Leases are handed to it without signatures; one signature stands for those that leave together.
 *
 * <p>No transaction is committed over what waits: it is sent first, and if it cannot be, there is no commit. With a transaction that is aborted it is gone, like all else in it. One thread.
 */
final class BundlingProducer extends KafkaProducer<byte[], byte[]> {
    /** A signature takes 60 us; a lease's place among so many 2 us and 200 bytes. */
    static final int LEASES = 64;

    /** Some hundred kilobytes. */
    static final int RECORDS = 256;

    /** What nobody reads before the end of the transaction need not wait for it, so that less is left for then. */
    static final long MILLIS = 20;

    private final String commands;
    private final LeaseSignatures signatures;
    private final LongSupplier nanoClock;
    private final List<Waiting> waiting = new ArrayList<>(RECORDS);
    private int leases;
    private long since;
    private @Nullable KafkaException unsent;

    private record Waiting(
            ProducerRecord<byte[], byte[]> sent,
            @Nullable Callback callback,
            CompletableFuture<RecordMetadata> result) {}

    /**
     * @param commands name of the topic whose records do not wait
     * @param nanoClock says how long something has waited; it decides when a record leaves, never what it says
     */
    BundlingProducer(Map<String, Object> config, String commands, LeaseSignatures signatures, LongSupplier nanoClock) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.commands = commands;
        this.signatures = signatures;
        this.nanoClock = nanoClock;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        if (record.topic().equals(commands)) {
            return super.send(record, callback);
        }
        long now = nanoClock.getAsLong();
        if (waiting.isEmpty()) {
            since = now;
        }
        var result = new CompletableFuture<RecordMetadata>();
        waiting.add(new Waiting(record, callback, result));
        if (signatures.lacks(record)) {
            leases++;
        }
        if (leases == LEASES || waiting.size() == RECORDS || now - since >= MILLIS * 1_000_000) {
            release();
        }
        return result;
    }

    @Override
    public void flush() {
        release();
        super.flush();
    }

    @Override
    public void commitTransaction() {
        release();
        if (unsent != null) {
            throw unsent;
        }
        super.commitTransaction();
    }

    @Override
    public void abortTransaction() {
        forget();
        unsent = null;
        super.abortTransaction();
    }

    @Override
    public void close(Duration timeout) {
        forget();
        super.close(timeout);
    }

    private void forget() {
        waiting.clear();
        leases = 0;
    }

    private void release() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiting> released = List.copyOf(waiting);
        forget();
        Deque<Header> headers = signed(released);
        for (Waiting next : released) {
            if (signatures.lacks(next.sent())) {
                next.sent().headers().add(headers.remove());
            }
            try {
                super.send(next.sent(), (metadata, failure) -> tell(next, metadata, failure));
            } catch (KafkaException e) {
                // As if it had failed later: whoever flushes learns of it by the callback, and ends the transaction.
                // Who is
                // told looks at what failed, not at what it is wrapped in.
                unsent = e;
                tell(next, null, e.getCause() instanceof ApiException cause ? cause : e);
            }
        }
    }

    private Deque<Header> signed(List<Waiting> released) {
        List<ProducerRecord<byte[], byte[]>> unsigned =
                released.stream().map(Waiting::sent).filter(signatures::lacks).toList();
        return new ArrayDeque<>(unsigned.isEmpty() ? List.of() : signatures.over(unsigned));
    }

    private static void tell(Waiting one, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (one.callback() != null) {
            one.callback().onCompletion(metadata, failure);
        }
        if (failure == null) {
            one.result().complete(metadata);
        } else {
            one.result().completeExceptionally(failure);
        }
    }
}
