package dev.holdfast.cli.proof;

import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.proof.SignedRecord;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.schemas.WriterSchemas.Writer;
import dev.holdfast.trust.signature.RecordSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Records of a topic as they were signed. */
public final class SignedRecords {
    private SignedRecords() {}

    /** All authorities that a partition still has, whoever has signed them. */
    public static List<SignedRecord> authorities(ExecutorConfig config, RecordCodec codec, int partition) {
        return of(config, codec, Topic.GOVERNANCE, partition, record -> {
            try {
                return codec.decode(Topic.GOVERNANCE, record.value(), GovernanceRecord.class)
                                .getAuthority()
                        != null;
            } catch (SerializationException e) {
                return false;
            }
        });
    }

    static List<SignedRecord> of(
            ExecutorConfig config,
            RecordCodec codec,
            Topic topic,
            int partition,
            Predicate<ConsumerRecord<byte[], byte[]>> choice) {
        var chosen = new ArrayList<SignedRecord>();
        try (var records = new CommittedPartition(config, topic, partition)) {
            records.read(record -> {
                if (record.value() != null && choice.test(record)) {
                    of(codec, record).ifPresent(chosen::add);
                }
            });
        }
        return chosen;
    }

    /** A record as it was signed; empty when it is none of a schema that the registry knows. */
    static Optional<SignedRecord> of(RecordCodec codec, ConsumerRecord<byte[], byte[]> record) {
        WireFormat wire = record.value() == null ? null : WireFormat.parse(record.value());
        if (wire == null || !(codec.writerSchemas().answered(wire.schemaId()) instanceof Writer.Known writer)) {
            return Optional.empty();
        }
        byte[] body = new byte[wire.body().remaining()];
        wire.body().duplicate().get(body);
        List<byte[]> signatures = StreamSupport.stream(
                        record.headers().headers(RecordSignature.HEADER).spliterator(), false)
                .map(header -> header.value())
                .toList();
        return Optional.of(new SignedRecord(writer.fingerprint(), body, signatures));
    }
}
