package dev.holdfast.topology.adversarial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.DeadLetter;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.adversarial.Fixture.Expected;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Executor;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.Digest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is rejected leaves no trace, so one scenario goes through as many such fixtures as there are; after any other a new one begins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdversarialTest {
    private static final int VALUE_BYTES_KEPT = 65_536;
    private static final int KEY_BYTES_KEPT = 1_024;

    private EvaluatorScenario scenario;
    private Scene scene;
    private byte[] victimAtFirst;
    private int bystanders;

    @BeforeEach
    void start() {
        if (scenario != null && isAsAtFirst()) {
            return;
        }
        close();
        scenario = EvaluatorScenario.with()
                .registryOfEvaluator(ScenarioSetup.deploy(new HostileRegistry()))
                .start();
        bystanders = 0;
        Executor victim = scenario.leased(Scene.VICTIM);
        scene = new Scene(scenario, victim, scenario.leased(Scene.NEIGHBOUR));
        victimAtFirst = scenario.stored(Scene.VICTIM);
    }

    /** Besides the two and their bystanders nobody is there, and the victim is where it was. */
    private boolean isAsAtFirst() {
        return Arrays.equals(victimAtFirst, scenario.stored(Scene.VICTIM))
                && scenario.store().size() == 2 + bystanders;
    }

    @AfterAll
    void close() {
        if (scenario != null) {
            scenario.close();
            scenario = null;
        }
    }

    static Stream<Fixture> fixtures() {
        return Stream.of(
                        SignatureFixtures.all(),
                        ExecutionIdFixtures.all(),
                        AvroFixtures.all(),
                        GrantFixtures.all(),
                        HeartbeatFixtures.all(),
                        SignalFixtures.all(),
                        GovernanceFixtures.all())
                .flatMap(fixtures -> fixtures);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void shouldTakeNoHarm(Fixture fixture) {
        Input input = fixture.recipe().make(scene);
        byte[] victimBefore = scenario.stored(Scene.VICTIM);
        int storedBefore = scenario.store().size();
        int lettersBefore = scenario.deadLetters().size();

        var outcome = scenario.send(input);

        if (fixture.expected() instanceof Expected.Taken taken) {
            taken.outcome().accept(scenario);
            assertThat(scenario.deadLetters()).hasSize(lettersBefore);
            victimAtFirst = null;
        } else if (fixture.expected() instanceof Expected.Rejected rejected) {
            assertThat(outcome.outputs())
                    .singleElement()
                    .satisfies(output -> assertThat(output.topic()).isEqualTo(Topic.DEAD_LETTERS));
            isKept(scenario.deadLetters().get(lettersBefore), rejected.reason(), input);
            assertThat(scenario.stored(Scene.VICTIM)).isEqualTo(victimBefore);
        } else {
            assertThat(outcome.outputs()).isEmpty();
            assertThat(scenario.stored(Scene.VICTIM)).isEqualTo(victimBefore);
        }
        assertThat(scenario.store().size()).isLessThanOrEqualTo(storedBefore + 1);
        othersGoOn();
    }

    /** As it was, with the reason. */
    private static void isKept(DeadLetter letter, Reason reason, Input input) {
        assertThat(letter.getReason()).as(letter.getDetail()).isEqualTo(reason.name());
        assertThat(letter.getDetail()).isNotBlank();
        assertThat(bytes(letter.getKey())).isEqualTo(cut(input.key(), KEY_BYTES_KEPT));
        assertThat(bytes(letter.getValue())).isEqualTo(cut(input.value(), VALUE_BYTES_KEPT));
        assertThat(letter.getValueSizeBytes()).isEqualTo(input.value().length);
        assertThat(letter.getValueSha256()).isEqualTo(Digest.sha256Hex(input.value()));
    }

    /** A heartbeat right after is taken, and one who comes anew has a lease. */
    private void othersGoOn() {
        scenario.advance(Duration.ofMillis(10));
        scene.neighbour().beat();
        assertThat(scenario.state(Scene.NEIGHBOUR).getSequence())
                .isEqualTo(scene.neighbour().sequence());
        String bystander = "bystander-" + bystanders++;
        scenario.leased(bystander);
        assertThat(scenario.leases(bystander)).hasSize(1);
    }

    @Test
    void shouldHaveOneNameForEachDefect() {
        List<String> names = fixtures().map(Fixture::name).toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void shouldRememberNoMoreOfAFloodThanOneRecordEach() {
        Input beat = scene.beat();
        int before = scenario.store().size();
        for (int i = 0; i < 200; i++) {
            Input again = beat.withKey(Scene.utf8("flood-" + i));
            scenario.send(again);
            scenario.send(again);
        }

        assertThat(scenario.store().size()).isEqualTo(before + 200);
        assertThat(scenario.stored("flood-0")).hasSizeLessThan(1_000);
        othersGoOn();
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
}
