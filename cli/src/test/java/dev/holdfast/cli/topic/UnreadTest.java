package dev.holdfast.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnreadTest {
    private static final TopicPartition FIRST = new TopicPartition("holdfast.lineage", 0);
    private static final TopicPartition SECOND = new TopicPartition("holdfast.lineage", 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private Duration now = Duration.ZERO;
    private Unread unread = new Unread(consumer, Map.of());

    @BeforeEach
    void begin() {
        consumer.assign(List.of(FIRST, SECOND));
        consumer.seek(FIRST, 0);
        consumer.seek(SECOND, 0);
        unread = new Unread(consumer, Map.of(FIRST, 10L, SECOND, 20L), () -> now.toNanos());
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    void shouldRemainUntilAllPartitionsAreReadToTheirEnds() {
        assertThat(unread.remains()).isTrue();
        consumer.seek(FIRST, 10);
        assertThat(unread.remains()).isTrue();
        consumer.seek(SECOND, 21);

        assertThat(unread.remains()).isFalse();
    }

    @Test
    void shouldGiveUpWhereNothingMoves() {
        consumer.seek(FIRST, 10);
        consumer.seek(SECOND, 7);
        assertThat(unread.remains()).isTrue();
        pass(Unread.PATIENCE.minusMillis(1));
        assertThat(unread.remains()).isTrue();
        pass(Duration.ofMillis(1));

        assertThatThrownBy(unread::remains)
                .isInstanceOf(KafkaException.class)
                .hasMessage(
                        "expected to read holdfast.lineage-1 to offset 20, came to offset 7 and no further for 30 s:"
                                + " Kafka does not answer any more; is the deployment up?");
    }

    @Test
    void shouldBePatientWithWhatMoves() {
        for (long offset = 0; offset < 10; offset++) {
            consumer.seek(FIRST, offset);
            assertThat(unread.remains()).isTrue();
            pass(Unread.PATIENCE);
        }
        consumer.seek(SECOND, 1);

        assertThat(unread.remains()).isTrue();
    }

    @Test
    void shouldSayPlainlyThatNobodyKnowsWhereItIs() {
        var silent = new MockConsumer<byte[], byte[]>("earliest") {
            @Override
            public synchronized long position(TopicPartition partition) {
                throw new TimeoutException("Timeout of 10000ms expired");
            }
        };
        silent.assign(List.of(FIRST));

        assertThatThrownBy(() -> new Unread(silent, Map.of(FIRST, 1L)).remains())
                .isExactlyInstanceOf(KafkaException.class)
                .hasMessage("Kafka does not answer any more; is the deployment up?");
    }
}
