package dev.holdfast.topology.transaction;

import dev.holdfast.topology.process.LeaseSignatures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A stream thread's producer. Leases are handed to it without signatures, and wait here until there are {@value #TOGETHER} of them or the transaction is about to end:
 * one signature then stands for all. Nobody sees them earlier anyway, since executors read leases committed. No transaction is committed over leases that wait: they are
 * signed and sent first. With one that is aborted they are gone, like all else in it. One thread.
 */
final class LeaseSigningProducer extends KafkaProducer<byte[], byte[]> {
    /** A signature takes 60 us; a lease's place among so many 2 us and 200 bytes. */
    static final int TOGETHER = 64;

    private final LeaseSignatures signatures;
    private final List<Waiting> waiting = new ArrayList<>(TOGETHER);

    private record Waiting(
            ProducerRecord<byte[], byte[]> lease, Callback callback, CompletableFuture<RecordMetadata> sent) {}

    LeaseSigningProducer(Map<String, Object> config, LeaseSignatures signatures) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.signatures = signatures;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        if (!signatures.lacks(record)) {
            return super.send(record, callback);
        }
        var sent = new CompletableFuture<RecordMetadata>();
        waiting.add(new Waiting(record, callback, sent));
        if (waiting.size() == TOGETHER) {
            signAndSend();
        }
        return sent;
    }

    @Override
    public void flush() {
        signAndSend();
        super.flush();
    }

    @Override
    public void commitTransaction() {
        signAndSend();
        super.commitTransaction();
    }

    @Override
    public void abortTransaction() {
        waiting.clear();
        super.abortTransaction();
    }

    @Override
    public void close(Duration timeout) {
        waiting.clear();
        super.close(timeout);
    }

    private void signAndSend() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiting> leases = List.copyOf(waiting);
        waiting.clear();
        List<Header> headers =
                signatures.over(leases.stream().map(Waiting::lease).toList());
        for (int i = 0; i < leases.size(); i++) {
            Waiting next = leases.get(i);
            next.lease().headers().add(headers.get(i));
            try {
                super.send(next.lease(), (metadata, failure) -> tell(next, metadata, failure));
            } catch (KafkaException e) {
                // As if it had failed later: whoever flushes learns of it by the callback, and ends the transaction.
                tell(next, null, e);
            }
        }
    }

    private static void tell(Waiting lease, @Nullable RecordMetadata metadata, @Nullable Exception failure) {
        lease.callback().onCompletion(metadata, failure);
        if (failure == null) {
            lease.sent().complete(metadata);
        } else {
            lease.sent().completeExceptionally(failure);
        }
    }
}
