package dev.holdfast.cli.audit;

import dev.holdfast.cli.proof.CommittedPartition;
import dev.holdfast.cli.proof.SignedRecords;
import dev.holdfast.cli.recorded.Spread;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.audit.Account;
import dev.holdfast.lineage.audit.EntryReader;
import dev.holdfast.lineage.audit.PartitionAudit;
import dev.holdfast.lineage.audit.Place;
import dev.holdfast.lineage.verify.Vouched;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.RootSegmentPartitioner;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.Writer;
import dev.holdfast.trust.signature.VerifyingKey;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Audits a deployment, one partition after the other: what was committed up to now. One thread, which spreads the reading of lineage over several. */
public final class TopicsAudit implements AutoCloseable {
    private static final String EVERYBODY = "*";

    private final ExecutorConfig config;
    private final List<VerifyingKey> roots;
    private final int threads;
    private final SchemaRegistryClient registry;
    private final RecordCodec codec;

    /**
     * @param config how to reach the deployment, as an observer
     * @param roots its root keys; at least one
     * @param threads how many decode entries
     */
    public TopicsAudit(ExecutorConfig config, List<VerifyingKey> roots, int threads) {
        this.config = config;
        this.roots = List.copyOf(roots);
        this.threads = threads;
        this.registry = config.newRegistryClient();
        this.codec = new RecordCodec(registry, config.topicNames());
    }

    /**
     * Audits one partition, or all.
     *
     * @throws org.apache.kafka.common.KafkaException when the brokers do not answer within 10 s, or fall silent
     */
    public Account run(OptionalInt only) throws IOException, InterruptedException {
        var account = new Account();
        int partitions = CommittedPartition.count(config, Topic.LINEAGE);
        for (int partition = 0; partition < partitions; partition++) {
            if (only.isEmpty() || only.getAsInt() == partition) {
                run(partition, partitions, account);
            }
        }
        return account;
    }

    /** How many partitions there are. */
    public int partitions() {
        return CommittedPartition.count(config, Topic.LINEAGE);
    }

    private void run(int partition, int partitions, Account account) throws IOException, InterruptedException {
        try (var lineage = new CommittedPartition(config, Topic.LINEAGE, partition)) {
            Vouched vouched =
                    Vouched.by(roots, config.trustDomain(), SignedRecords.authorities(config, codec, partition));
            long demandBefore = lineage.end();
            try (var allLineage = CommittedPartition.andUncommitted(config, Topic.LINEAGE, partition);
                    var control = new CommittedPartition(config, Topic.CONTROL, partition);
                    var allControl = CommittedPartition.andUncommitted(config, Topic.CONTROL, partition);
                    var checkpoints = new CommittedPartition(config, Topic.CHECKPOINTS, partition)) {
                var audit = new PartitionAudit(
                        new LogOrigin(config.trustDomain(), partition),
                        vouched,
                        new PartitionAudit.Bounds(
                                new Place(config.topicNames().of(Topic.LINEAGE), partition, lineage.begin()),
                                demandBefore,
                                control.begin()),
                        account);
                checkpoints.read(record -> checkpoint(record, audit));
                // A transaction ends on one partition a moment before it ends on another: what is open is waited for.
                long end = allControl.end();
                control.readTo(end, record -> command(record, true, audit));
                allControl.readTo(end, record -> command(record, false, audit));
                Spread.over(
                        lineage.batchesTo(allLineage.end()),
                        threads,
                        () -> new Reader(new RecordCodec(registry, config.topicNames())),
                        (Taken taken) -> take(taken, partitions, audit));
                audit.end();
            }
        }
    }

    private static Place place(ConsumerRecord<byte[], byte[]> record) {
        return new Place(record.topic(), record.partition(), record.offset());
    }

    private void checkpoint(ConsumerRecord<byte[], byte[]> record, PartitionAudit audit) {
        try {
            if (record.value() != null) {
                audit.checkpoint(place(record), codec.decode(Topic.CHECKPOINTS, record.value(), LogCheckpoint.class));
            }
        } catch (SerializationException e) {
            audit.misplaced(place(record), "expected a checkpoint, found none that can be read: " + e.getMessage());
        }
    }

    private void command(ConsumerRecord<byte[], byte[]> record, boolean committed, PartitionAudit audit) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null || key.equals(EVERYBODY)) {
            if (committed) {
                audit.otherCommand(place(record));
            }
            return;
        }
        ControlCommand command;
        try {
            command = codec.decode(Topic.CONTROL, record.value(), ControlCommand.class);
        } catch (SerializationException e) {
            if (committed) {
                audit.otherCommand(place(record));
                audit.misplaced(place(record), "expected a command, found none that can be read: " + e.getMessage());
            }
            return;
        }
        if (committed) {
            audit.command(place(record), key, command);
        } else {
            audit.uncommittedCommand(place(record), key, command);
        }
    }

    /** What was read, and whose key it has. */
    private record Taken(EntryReader.Read read, ConsumerRecord<byte[], byte[]> record) {}

    private static void take(Taken taken, int partitions, PartitionAudit audit) {
        byte[] key = taken.record().key();
        int partition = taken.record().partition();
        if (key != null && RootSegmentPartitioner.partitionOf(key, partitions) != partition) {
            audit.misplaced(
                    taken.read().place(),
                    "expected this execution's entries on partition "
                            + RootSegmentPartitioner.partitionOf(key, partitions) + ", found one on " + partition);
        }
        audit.entry(taken.read());
    }

    private static final class Reader implements Spread.Judge<ConsumerRecord<byte[], byte[]>, Taken> {
        private final RecordCodec codec;
        private final EntryReader reader = new EntryReader();

        private Reader(RecordCodec codec) {
            this.codec = codec;
        }

        @Override
        public Taken judge(ConsumerRecord<byte[], byte[]> record) {
            return new Taken(read(record), record);
        }

        private EntryReader.Read read(ConsumerRecord<byte[], byte[]> record) {
            byte[] value = record.value() == null ? new byte[0] : record.value();
            WireFormat wire = WireFormat.parse(value);
            if (wire == null) {
                return EntryReader.unreadable(place(record), value, "other bytes than Confluent's wire format");
            }
            Writer writer = codec.writerSchemas().answered(wire.schemaId());
            return writer instanceof Writer.Known known
                    ? reader.read(place(record), record.key(), known.fingerprint(), wire.body())
                    : EntryReader.unreadable(
                            place(record),
                            value,
                            "a record of schema " + wire.schemaId() + ": " + ((Writer.Unknown) writer).why());
        }

        @Override
        public void close() {
            codec.close();
        }
    }

    @Override
    public void close() throws IOException {
        codec.close();
        registry.close();
    }
}
