package dev.holdfast.topology.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.ChainEnd;
import dev.holdfast.lineage.EntryHash;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** All that the evaluator wrote, in its order within each topic, decoded; signatures and the chains of entries are checked as it comes in. */
final class Outputs {
    private static final Set<Topic> SIGNED =
            EnumSet.of(Topic.ADMISSIONS, Topic.CONTROL, Topic.LEASES, Topic.ESCALATIONS);

    private final RecordCodec codec;
    private final List<Output> all = new ArrayList<>();
    private final Map<String, List<SpecificRecord>> decoded = new HashMap<>();
    private final Map<String, ChainEnd> chains = new HashMap<>();

    Outputs(RecordCodec codec) {
        this.codec = codec;
    }

    void add(Output output) {
        if (SIGNED.contains(output.topic())) {
            verify(output.topic(), output.key(), output.value(), output.headers());
        } else {
            assertThat(output.headers())
                    .as("only answers, commands, leases and escalations are signed")
                    .isEmpty();
        }
        all.add(output);
        byte[] value = output.value();
        if (value != null) {
            SpecificRecord record = decode(output.topic(), value);
            if (record instanceof LineageEntry entry) {
                follow(entry, output.key(), value);
            }
            decoded.computeIfAbsent(place(output.topic(), output.key()), place -> new ArrayList<>())
                    .add(record);
        }
    }

    /** Each entry names the hash of the one before; those of an execution that the evaluator has forgotten begin anew. */
    private void follow(LineageEntry entry, byte[] key, byte[] value) {
        String id = entry.getExecutionId();
        assertThat(key).asString().isEqualTo(id);
        ChainEnd before = chains.get(id);
        if (entry.getEntry() == 1) {
            assertThat(ChainEnd.empty(id).flaw(entry)).isEmpty();
        } else if (before != null) {
            assertThat(before.flaw(entry)).isEmpty();
        }
        chains.put(id, ChainEnd.at(entry, EntryHash.ofRecord(value)));
    }

    /** The record in something that the evaluator sent outside its transactions, signed, to everybody. */
    SpecificRecord verified(Input sent) {
        verify(sent.topic(), sent.key(), sent.value(), sent.headers());
        assertThat(sent.key()).asString().isEqualTo("*");
        return decode(sent.topic(), sent.value());
    }

    List<Output> all() {
        return all;
    }

    <T> List<T> of(Topic topic, String key, Class<T> type) {
        return decoded.getOrDefault(place(topic, key.getBytes(StandardCharsets.UTF_8)), List.of()).stream()
                .map(type::cast)
                .toList();
    }

    SpecificRecord decode(Topic topic, byte[] value) {
        return codec.decode(topic, value, SpecificRecord.class);
    }

    private static String place(Topic topic, byte @Nullable [] key) {
        return topic.name() + ' ' + (key == null ? "null" : Arrays.toString(key));
    }

    private static void verify(Topic topic, byte[] key, byte[] value, List<Header> headers) {
        assertThat(headers).hasSize(1).extracting(Header::key).containsExactly(RecordSignature.HEADER);
        var parsed = RecordSignature.parse(headers.get(0).value());
        assertThat(parsed).isInstanceOf(RecordSignature.Parsed.Signature.class);
        var content = new SignedContent(
                Signing.TRUST_DOMAIN,
                topic.logicalName(),
                new String(key, StandardCharsets.UTF_8),
                topic.fingerprint(),
                WireFormat.parse(value).body());
        assertThat(((RecordSignature.Parsed.Signature) parsed).value().verify(Keys.EVALUATOR.verifyingKey(), content))
                .as("signature of a record on `%s`", topic.logicalName())
                .isInstanceOf(RecordSignature.Verification.Valid.class);
    }
}
