package dev.holdfast.bench;

import dev.holdfast.bench.suite.Reader;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Lease;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How long after the broker has appended a heartbeat its lease is read, uncommitted: what the heartbeat waited for its decision. In milliseconds,
 * by the one clock of this machine.
 */
final class LeaseDelays implements AutoCloseable {
    private static final int DIGITS = 3;

    private final SchemaRegistryClient registry;
    private final RecordCodec codec;
    private final Reader reader;
    private Histogram millis = new Histogram(DIGITS);

    LeaseDelays(ExecutorConfig config, int partitions) {
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
        this.reader = new Reader(config, registry, "read_uncommitted", partitions, this::read, Topic.LEASES);
    }

    /** The delays since this was last asked. */
    synchronized Histogram take() {
        Histogram taken = millis;
        millis = new Histogram(DIGITS);
        return taken;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, long nanos) {
        Lease lease = codec.decode(Topic.LEASES, record.value(), Lease.class);
        note(Math.max(0, System.currentTimeMillis() - lease.getDecidedAt().toEpochMilli()));
    }

    private synchronized void note(long delayMillis) {
        millis.recordValue(delayMillis);
    }

    @Override
    public void close() throws IOException {
        reader.close();
        codec.close();
        registry.close();
    }
}
