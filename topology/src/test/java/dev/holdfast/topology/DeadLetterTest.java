package dev.holdfast.topology;

import static dev.holdfast.topology.RejectedRecord.NEIGHBOUR;
import static dev.holdfast.topology.RejectedRecord.PARTITIONS;
import static dev.holdfast.topology.RejectedRecord.STRAY;
import static dev.holdfast.topology.RejectedRecord.VICTIM;
import static dev.holdfast.topology.RejectedRecord.beat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.RawHeader;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.RecordSignature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is rejected is kept as it was, and changes nothing. */
class DeadLetterTest {
    private EvaluatorScenario scenario;
    private Executor victim;
    private Executor neighbour;

    @BeforeEach
    void start() {
        scenario = EvaluatorScenario.with().partitions(PARTITIONS).start();
        victim = scenario.leased(VICTIM);
        neighbour = scenario.leased(NEIGHBOUR);
    }

    @AfterEach
    void close() {
        scenario.close();
    }

    static Stream<Arguments> rejected() {
        return Stream.of(RejectedByForm.rows(), RejectedByContent.rows()).flatMap(rows -> rows);
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("rejected")
    void shouldKeepWhatItRejectsAndGoOn(String name, Reason reason, RejectedRecord.Recipe recipe) {
        Input input = recipe.make(scenario, victim);
        byte[] victimBefore = scenario.stored(VICTIM);
        int lettersBefore = scenario.deadLetters().size();

        var outcome = scenario.send(input);
        scenario.advance(Duration.ofMillis(10));
        neighbour.beat();

        assertThat(outcome.outputs())
                .singleElement()
                .satisfies(output -> assertThat(output.topic()).isEqualTo(Topic.DEAD_LETTERS));
        assertThat(scenario.deadLetters()).hasSize(lettersBefore + 1);
        DeadLetter letter = scenario.deadLetters().get(lettersBefore);
        assertThat(letter.getReason()).isEqualTo(reason.name());
        assertThat(letter.getDetail()).isNotBlank();
        assertThat(letter.getTopic()).isEqualTo("holdfast." + input.topic().logicalName());
        assertThat(letter.getPartition()).isZero();
        assertThat(letter.getOffset()).isEqualTo(outcome.offset());
        assertThat(letter.getAppendedAt()).isEqualTo(scenario.now().minusMillis(10));
        assertIsAsItWas(input, letter);
        assertThat(scenario.stored(VICTIM)).as("state of the victim").isEqualTo(victimBefore);
        assertThat(scenario.state(NEIGHBOUR).getSequence()).isEqualTo(neighbour.sequence());
    }

    private static void assertIsAsItWas(Input input, DeadLetter letter) {
        assertThat(bytes(letter.getKey())).isEqualTo(cut(input.key(), 1_024));
        byte[] value = input.value();
        assertThat(bytes(letter.getValue())).isEqualTo(cut(value, 65_536));
        assertThat(letter.getValueSizeBytes()).isEqualTo(value == null ? 0 : value.length);
        assertThat(letter.getValueSha256()).isEqualTo(value == null ? "" : Digest.sha256Hex(value));
        assertThat(letter.getHeaders())
                .extracting(RawHeader::getName)
                .containsExactlyElementsOf(
                        input.headers().stream().map(Header::key).toList());
        for (int i = 0; i < input.headers().size(); i++) {
            assertThat(bytes(letter.getHeaders().get(i).getValue()))
                    .isEqualTo(input.headers().get(i).value());
        }
    }

    private static byte[] cut(byte[] bytes, int most) {
        return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Test
    void shouldHaveARowForEveryReason() {
        var covered = EnumSet.noneOf(Reason.class);
        rejected().forEach(row -> covered.add((Reason) row.get()[1]));

        assertThat(covered).isEqualTo(EnumSet.allOf(Reason.class));
    }

    @Test
    void shouldNameTheRightPartitionOfAMisplacedRecord() {
        scenario.grant(STRAY);

        assertThat(scenario.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getDetail()).contains("`" + STRAY + "` on partition 1"));
    }

    @Test
    void shouldKeepADeadLetterSmallWhateverIsSent() {
        Input monstrous = victim.heartbeat(heartbeat -> {})
                .withKey("k".repeat(900_000).getBytes(StandardCharsets.UTF_8))
                .withValue(new byte[900_000]);
        for (int i = 0; i < 40; i++) {
            monstrous = monstrous.withHeader("h".repeat(200_000), new byte[200_000]);
        }

        var outcome = scenario.send(monstrous);

        assertThat(outcome.outputs()).singleElement().satisfies(output -> {
            assertThat(output.key().length + output.value().length).isLessThan(200_000);
            assertThat(output.headers()).isEmpty();
        });
        assertThat(scenario.deadLetters().get(0).getHeaders()).hasSize(16);
    }

    @Test
    void shouldNotTakeASignatureFromAnotherHeader() {
        Input beat = victim.heartbeat(heartbeat -> {});

        scenario.send(beat.unsigned().withHeader(RecordSignature.HEADER.toUpperCase(), beat.signature()));

        assertThat(scenario.deadLetters()).extracting(DeadLetter::getReason).containsExactly("UNSIGNED");
    }
}
