package dev.holdfast.topology.process;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Signs leases that were left unsigned, many with one signature, and tells whether one that was read is so signed. Any thread. */
public final class LeaseSignatures {
    private final String topic;
    private final EvaluatorSignature signature;

    /**
     * @param evaluatorKey signs
     * @param trustDomain name of the deployment that signatures cover
     */
    public LeaseSignatures(TopicNames names, SigningKey evaluatorKey, String trustDomain) {
        this.topic = names.of(Topic.LEASES);
        this.signature = new EvaluatorSignature(evaluatorKey, trustDomain);
    }

    /** Who signs leases. */
    public enum Signer {
        /** The processor, when it gives one, with what else it says on the same record. */
        PROCESSOR,
        /** The producer, shortly before its transaction ends, many together. */
        PRODUCER
    }

    /** Whether a record is a lease that still has to be signed. */
    public boolean lacks(ProducerRecord<byte[], byte[]> record) {
        return record.topic().equals(topic) && record.headers().lastHeader(RecordSignature.HEADER) == null;
    }

    /**
     * The header of each of several leases, in their order, for which one signature stands.
     *
     * @param leases 1 to {@value SigningKey#MAXIMUM_BATCH}, with keys and values
     */
    public List<Header> over(List<ProducerRecord<byte[], byte[]>> leases) {
        List<SignedContent> contents = leases.stream()
                .map(lease ->
                        signature.content(Topic.LEASES, new String(lease.key(), StandardCharsets.UTF_8), lease.value()))
                .toList();
        return signature.key().signAll(contents).stream()
                .<Header>map(each -> new RecordHeader(RecordSignature.HEADER, each.header()))
                .toList();
    }

    /**
     * Whether a lease that was read has one signature, and it is this evaluator's over it. Which leases share a signature depends on when their transaction ended, so
     * that it cannot be made again from them.
     */
    public boolean stands(ConsumerRecord<byte[], byte[]> lease) {
        Iterator<Header> headers =
                lease.headers().headers(RecordSignature.HEADER).iterator();
        if (!headers.hasNext()
                || !(RecordSignature.parse(headers.next().value()) instanceof RecordSignature.Parsed.Signature parsed)
                || headers.hasNext()) {
            return false;
        }
        SignedContent content =
                signature.content(Topic.LEASES, new String(lease.key(), StandardCharsets.UTF_8), lease.value());
        return parsed.value().verify(signature.key().verifyingKey(), content)
                instanceof RecordSignature.Verification.Valid;
    }
}
