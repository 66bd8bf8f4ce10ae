package dev.holdfast.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootSegmentPartitionerTest {

    @ParameterizedTest
    @ValueSource(strings = {"order-17/a", "order-17/a/b", "order-17/", "order-17"})
    void shouldKeepATreeOnOnePartition(String id) {
        assertThat(RootSegmentPartitioner.partitionOf(id, 64))
                .isEqualTo(RootSegmentPartitioner.partitionOf("order-17", 64));
    }

    @Test
    void shouldPlaceARootWhereKafkaWould() {
        for (int i = 0; i < 1_000; i++) {
            byte[] id = ("execution-" + i).getBytes(StandardCharsets.UTF_8);

            assertThat(RootSegmentPartitioner.partitionOf(id, 7)).isEqualTo(BuiltInPartitioner.partitionForKey(id, 7));
        }
    }

    @Test
    void shouldSpreadRootsOverAllPartitions() {
        var used = new java.util.BitSet();
        for (int i = 0; i < 1_000; i++) {
            used.set(RootSegmentPartitioner.partitionOf("execution-" + i, 16));
        }

        assertThat(used.cardinality()).isEqualTo(16);
    }
}
