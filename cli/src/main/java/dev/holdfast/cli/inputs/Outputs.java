package dev.holdfast.cli.inputs;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.trial.WrittenRecord;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.RecordSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the output topics of a partition, held record by record against what a replay writes. Of a topic from which nothing was deleted everything must be
 * there, in its order; of one that is compacted, or whose beginning is gone, what is still there must be among what the replay writes, in that order. One thread.
 */
final class Outputs implements AutoCloseable {
    private final @Nullable LeaseSignatures signatures;
    private final Map<Topic, Reader> readers = new EnumMap<>(Topic.class);
    private final Map<Topic, Long> same = new EnumMap<>(Topic.class);

    /** A record that is not what the replay writes. */
    record Mismatch(String place, String recorded, String again) {}

    /**
     * @param signatures the evaluator's, to compare signatures too; null to leave them out. Those of commands are compared as bytes, those of leases, which the replay
     *     leaves unsigned, verified
     */
    Outputs(ExecutorConfig config, int partition, @Nullable LeaseSignatures signatures) {
        this.signatures = signatures;
        try {
            for (Topic topic : Topic.values()) {
                // Signs of life are of one process and no part of the record.
                if (topic.direction() == Topic.Direction.OUTPUT && topic != Topic.EVALUATORS) {
                    readers.put(topic, new Reader(config, topic, partition));
                    same.put(topic, 0L);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Takes what the replay has written next; what it differs in, if it does.
     *
     * @param demanded whether it was on the topics already when they were read, as far as nothing is deleted from them
     */
    Optional<Mismatch> take(WrittenRecord written, boolean demanded) throws IOException {
        Reader reader = readers.get(written.topic());
        if (reader == null) {
            return Optional.empty();
        }
        ConsumerRecord<byte[], byte[]> recorded = reader.peek();
        if (recorded == null) {
            return demanded && isWhole(reader)
                    ? Optional.of(new Mismatch(
                            reader.name() + ", behind its last record",
                            "nothing",
                            text(written.key(), written.value(), written.timestamp(), written.headers())))
                    : Optional.empty();
        }
        if (isSame(recorded, written)) {
            reader.skip();
            same.merge(written.topic(), 1L, Long::sum);
            return Optional.empty();
        }
        return isWhole(reader)
                ? Optional.of(new Mismatch(
                        place(recorded),
                        text(recorded.key(), recorded.value(), recorded.timestamp(), recorded.headers()),
                        text(written.key(), written.value(), written.timestamp(), written.headers())))
                : Optional.empty();
    }

    /** A topic that is kept for ever and whose beginning is gone all the same; empty for none. */
    Optional<Reader> cut() {
        return readers.values().stream()
                .filter(reader -> reader.topic() == Topic.LINEAGE && reader.begin() > 0)
                .findFirst();
    }

    private static boolean isWhole(Reader reader) {
        boolean compacted = reader.topic()
                .config()
                .getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "")
                .contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        return !compacted && reader.begin() == 0;
    }

    /** The first record that is left when all inputs have been taken, if there is one: nothing leads to it. */
    Optional<Mismatch> rest() throws IOException {
        for (Reader reader : readers.values()) {
            ConsumerRecord<byte[], byte[]> recorded = reader.peek();
            if (recorded != null) {
                return Optional.of(new Mismatch(
                        place(recorded),
                        text(recorded.key(), recorded.value(), recorded.timestamp(), recorded.headers()),
                        "nothing like it"));
            }
        }
        return Optional.empty();
    }

    /** How many records are the same, by topic. */
    Map<Topic, Long> same() {
        return Collections.unmodifiableMap(new EnumMap<>(same));
    }

    private boolean isSame(ConsumerRecord<byte[], byte[]> recorded, WrittenRecord written) {
        boolean lease = written.topic() == Topic.LEASES;
        boolean left = lease || signatures == null;
        return recorded.timestamp() == written.timestamp()
                && Arrays.equals(recorded.key(), written.key())
                && Arrays.equals(recorded.value(), written.value())
                && headers(recorded.headers(), left).equals(headers(written.headers(), left))
                && (!lease || signatures == null || signatures.stands(recorded));
    }

    /** @param left whether signatures are left out */
    private static Map<String, String> headers(Iterable<Header> headers, boolean left) {
        var all = new LinkedHashMap<String, String>();
        for (Header header : headers) {
            if (!left || !header.key().equals(RecordSignature.HEADER)) {
                all.put(header.key(), Arrays.toString(header.value()));
            }
        }
        return all;
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + ", offset " + record.offset();
    }

    private static String text(
            byte @Nullable [] key, byte @Nullable [] value, long timestamp, Iterable<Header> headers) {
        var names = new ArrayList<String>();
        headers.forEach(header -> names.add(header.key()));
        return "key " + (key == null ? "none" : new String(key, StandardCharsets.UTF_8)) + ", timestamp " + timestamp
                + ", " + (value == null ? "no value" : value.length + " bytes of SHA-256 " + Digest.sha256Hex(value))
                + ", headers " + names;
    }

    @Override
    public void close() {
        readers.values().forEach(Reader::close);
    }
}
