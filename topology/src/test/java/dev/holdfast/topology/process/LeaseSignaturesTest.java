package dev.holdfast.topology.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signatures of leases stand, alone and many together. */
class LeaseSignaturesTest {
    private static final TopicNames NAMES = new TopicNames("");
    private static final LeaseSignatures SIGNATURES = signatures(0, "here");

    private static LeaseSignatures signatures(int seed, String trustDomain) {
        byte[] bytes = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(bytes, (byte) seed);
        return new LeaseSignatures(NAMES, SigningKey.ofSeed(bytes), trustDomain);
    }

    private static byte[] key(int number) {
        return ("execution-" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] value(int number) {
        return WireFormat.join(1, new byte[] {(byte) number, 1, 2, 3});
    }

    private static List<Header> headers(LeaseSignatures by, int count) {
        var leases = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int number = 0; number < count; number++) {
            leases.add(new ProducerRecord<>(NAMES.of(Topic.LEASES), 0, key(number), value(number)));
        }
        return by.over(leases);
    }

    private static ConsumerRecord<byte[], byte[]> read(byte[] key, byte[] value, Header... headers) {
        var record = new ConsumerRecord<>(NAMES.of(Topic.LEASES), 0, 0L, key, value);
        List.of(headers).forEach(record.headers()::add);
        return record;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64})
    void shouldStandForEachLeaseAndForNothingElse(int count) {
        List<Header> headers = headers(SIGNATURES, count);

        for (int number = 0; number < count; number++) {
            Header own = headers.get(number);
            assertThat(SIGNATURES.stands(read(key(number), value(number), own))).isTrue();
            assertThat(SIGNATURES.stands(read(key(number), value(number + 1), own)))
                    .as("another value")
                    .isFalse();
            assertThat(SIGNATURES.stands(read(key(number + 1), value(number), own)))
                    .as("another key")
                    .isFalse();
        }
        Header first = headers.get(0);
        assertThat(SIGNATURES.stands(read(key(0), value(0)))).as("none").isFalse();
        assertThat(SIGNATURES.stands(read(key(0), value(0), first, first)))
                .as("two")
                .isFalse();
        assertThat(SIGNATURES.stands(read(
                        key(0), value(0), headers(signatures(1, "here"), count).get(0))))
                .as("another evaluator's")
                .isFalse();
        assertThat(SIGNATURES.stands(read(
                        key(0), value(0), headers(signatures(0, "there"), count).get(0))))
                .as("another trust domain's")
                .isFalse();
    }
}
