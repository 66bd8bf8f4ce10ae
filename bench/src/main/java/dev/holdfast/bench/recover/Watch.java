package dev.holdfast.bench.recover;

import dev.holdfast.bench.suite.Reader;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Lease;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hears what evaluators say of the load: decisions as they leave and as they are committed, leases, and what should not come. */
final class Watch implements AutoCloseable {
    private static final String COMMITTED = "read_committed";
    private static final String UNCOMMITTED = "read_uncommitted";

    private final Load load;
    private final SchemaRegistryClient registry;
    private final RecordCodec leaseCodec;
    private final RecordCodec codec;
    private final List<Reader> readers;
    private final Arrivals seen;
    private final Arrivals committed;
    private final Arrivals begun;
    private final Leases leases = new Leases();
    private final Wrongs wrongs = new Wrongs();

    /** @param load every decision about it must be on record, so that each of its heartbeats shows one */
    Watch(ExecutorConfig config, int partitions, Load load) {
        this.load = load;
        this.registry = config.newRegistryClient();
        this.leaseCodec = new RecordCodec(registry, config.topicNames());
        this.codec = new RecordCodec(registry, config.topicNames());
        this.seen = new Arrivals(partitions);
        this.committed = new Arrivals(partitions);
        this.begun = new Arrivals(partitions);
        this.readers = List.of(
                new Reader(config, registry, UNCOMMITTED, partitions, decisions(seen), Topic.LINEAGE),
                new Reader(config, registry, COMMITTED, partitions, decisions(committed), Topic.LINEAGE),
                new Reader(config, registry, COMMITTED, partitions, this::lease, Topic.LEASES),
                new Reader(config, registry, COMMITTED, partitions, this::row, Topic.EXECUTIONS),
                new Reader(
                        config,
                        registry,
                        UNCOMMITTED,
                        partitions,
                        this::word,
                        Topic.CONTROL,
                        Topic.DEAD_LETTERS,
                        Topic.EVALUATORS));
    }

    private Reader.Ear decisions(Arrivals arrivals) {
        return (record, nanos) -> {
            if (load.has(id(record))) {
                arrivals.add(record.partition(), nanos);
            }
        };
    }

    private void lease(ConsumerRecord<byte[], byte[]> record, long nanos) {
        String id = id(record);
        if (load.has(id)) {
            Lease lease = leaseCodec.decode(Topic.LEASES, record.value(), Lease.class);
            leases.add(id, lease, load.leased(id, lease.getHeartbeatSequence()), nanos);
        }
    }

    private void row(ConsumerRecord<byte[], byte[]> record, long nanos) {
        String id = id(record);
        if (load.has(id) && record.value() != null) {
            synchronized (codec) {
                wrongs.add(id, codec.decode(Topic.EXECUTIONS, record.value(), ExecutionStatus.class));
            }
        }
    }

    private void word(ConsumerRecord<byte[], byte[]> record, long nanos) {
        synchronized (codec) {
            String topic = record.topic();
            String id = id(record);
            if (topic.equals(codec.names().of(Topic.EVALUATORS))) {
                EvaluatorLiveness sign = codec.decode(Topic.EVALUATORS, record.value(), EvaluatorLiveness.class);
                if (sign.getSequence() == 1) {
                    begun.add(record.partition(), nanos);
                }
            } else if (load.has(id) && topic.equals(codec.names().of(Topic.CONTROL))) {
                wrongs.add(id, codec.decode(Topic.CONTROL, record.value(), ControlCommand.class));
            } else if (load.has(id)) {
                wrongs.add(id, codec.decode(Topic.DEAD_LETTERS, record.value(), DeadLetter.class));
            }
        }
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Decisions as they leave, for those who read what is not committed. */
    Arrivals seen() {
        return seen;
    }

    /** Decisions as they are committed. */
    Arrivals committed() {
        return committed;
    }

    /** First signs of life: an evaluator takes a partition over. */
    Arrivals begun() {
        return begun;
    }

    Leases leases() {
        return leases;
    }

    Wrongs wrongs() {
        return wrongs;
    }

    @Override
    public void close() throws IOException {
        readers.forEach(Reader::close);
        leaseCodec.close();
        codec.close();
        registry.close();
    }
}
