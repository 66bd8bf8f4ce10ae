package dev.holdfast.trust.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestHeartbeats;
import dev.holdfast.trust.testing.TestStates;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatCheckTest {
    private static final long LAST = 7;

    static Stream<Arguments> neighbours() {
        return Stream.of(
                good("as it is", h -> {}),
                good("some lost on the way", h -> h.setSequence(LAST + 100)),
                good("the last there can be", h -> h.setSequence(Long.MAX_VALUE)),
                good("the end", h -> {
                    h.setPhase(Phase.ENDED);
                    h.setExitCode(3);
                }),
                good("obeys nothing yet", h -> h.setObeyedEpoch(0)),
                good("obeys what this evaluator never gave", h -> h.setObeyedEpoch(5 + Limits.EPOCHS_AHEAD)),
                good("of a clock that was never set", h -> h.setSentAt(Instant.ofEpochMilli(0))),
                good("as long evidence as allowed", h -> h.setEvidence(Map.of("image", "x".repeat(2_048)))),
                good("counts nothing", h -> h.setCounters(Map.of("processes", 0L))),
                good("as many counters as allowed", h -> h.setCounters(GrantCheckTest.numbered(256, 1L))),
                good("as much evidence as allowed", h -> h.setEvidence(GrantCheckTest.numbered(256, "x"))),
                good(
                        "as many actions as allowed",
                        h -> h.setActions(Collections.nCopies(256, TestHeartbeats.fetch(1)))),
                good("as often as can be counted", h -> h.setActions(List.of(TestHeartbeats.fetch(Integer.MAX_VALUE)))),
                good(
                        "as long a resource as allowed",
                        h -> h.setActions(List.of(new ReportedAction("a", "r".repeat(2_048), 1L)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("neighbours")
    void shouldPassASoundHeartbeat(String name, Consumer<Heartbeat> change) {
        assertThat(HeartbeatCheck.check(afterSome(), TestHeartbeats.with(LAST + 1, change)))
                .isEmpty();
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw(
                        "an attestation without what its kind uses",
                        h -> h.setAttestations(List.of(Attestation.newBuilder()
                                .setKind(AttestationKind.JWT_SVID)
                                .build())),
                        Reason.OUT_OF_RANGE,
                        "expected an attestation of kind JWT_SVID to have a `payload`, found none"),
                flaw(
                        "the last one again",
                        h -> h.setSequence(LAST),
                        Reason.REPLAYED,
                        "expected a sequence above 7, found 7"),
                flaw("an earlier one", h -> h.setSequence(1), Reason.REPLAYED, "expected a sequence above 7, found 1"),
                flaw(
                        "a negative one",
                        h -> h.setSequence(Long.MIN_VALUE),
                        Reason.REPLAYED,
                        "expected a sequence above 7, found -9223372036854775808"),
                flaw(
                        "of another process",
                        h -> h.setExecutorInstance("process-b"),
                        Reason.SECOND_EXECUTOR,
                        "expected a heartbeat of executor process `process-a`, found one of `process-b`; a new process needs a grant of its own"),
                flaw(
                        "obeys less than nothing",
                        h -> h.setObeyedEpoch(-1),
                        Reason.OUT_OF_RANGE,
                        "expected an obeyed epoch from 0 to 1005, found -1"),
                flaw(
                        "obeys an epoch beyond belief",
                        h -> h.setObeyedEpoch(6 + Limits.EPOCHS_AHEAD),
                        Reason.OUT_OF_RANGE,
                        "expected an obeyed epoch from 0 to 1005, found 1006"),
                flaw(
                        "obeys the last epoch of all",
                        h -> h.setObeyedEpoch(Long.MAX_VALUE),
                        Reason.OUT_OF_RANGE,
                        "expected an obeyed epoch from 0 to 1005, found 9223372036854775807"),
                flaw(
                        "long counter's name",
                        h -> h.setCounters(Map.of("x".repeat(2_049), 1L)),
                        Reason.OUT_OF_RANGE,
                        "expected counters' names and evidence of at most 2048 characters"),
                flaw(
                        "long evidence's name",
                        h -> h.setEvidence(Map.of("x".repeat(2_049), "x")),
                        Reason.OUT_OF_RANGE,
                        "expected counters' names and evidence of at most 2048 characters"),
                flaw(
                        "long evidence",
                        h -> h.setEvidence(Map.of("image", "x".repeat(2_049))),
                        Reason.OUT_OF_RANGE,
                        "expected counters' names and evidence of at most 2048 characters"),
                flaw(
                        "of a clock before all clocks",
                        h -> h.setSentAt(Instant.ofEpochMilli(Long.MIN_VALUE)),
                        Reason.OUT_OF_RANGE,
                        "expected the sender's clock from the year 1970 to 9999, found -292275055-05-16T16:47:04.192Z"),
                flaw(
                        "of a clock beyond the calendar",
                        h -> h.setSentAt(Instant.ofEpochMilli(253_402_300_800_000L)),
                        Reason.OUT_OF_RANGE,
                        "expected the sender's clock from the year 1970 to 9999, found +10000-01-01T00:00:00Z"),
                flaw(
                        "too many counters",
                        h -> h.setCounters(GrantCheckTest.numbered(257, 1L)),
                        Reason.OUT_OF_RANGE,
                        "expected at most 256 counters, evidence and actions each, found 257"),
                flaw(
                        "too much evidence",
                        h -> h.setEvidence(GrantCheckTest.numbered(257, "x")),
                        Reason.OUT_OF_RANGE,
                        "expected at most 256 counters, evidence and actions each, found 257"),
                flaw(
                        "too many actions",
                        h -> h.setActions(Collections.nCopies(257, TestHeartbeats.fetch(1))),
                        Reason.OUT_OF_RANGE,
                        "expected at most 256 counters, evidence and actions each, found 257"),
                flaw(
                        "counts below nothing",
                        h -> h.setCounters(Map.of("processes", -1L)),
                        Reason.OUT_OF_RANGE,
                        "expected counter `processes` to be 0 or more, found -1"),
                flaw(
                        "an action done no times",
                        h -> h.setActions(List.of(TestHeartbeats.fetch(0))),
                        Reason.OUT_OF_RANGE,
                        "expected action `http.get` to be counted from 1 to 2147483647, found 0"),
                flaw(
                        "an action undone",
                        h -> h.setActions(List.of(TestHeartbeats.fetch(-5))),
                        Reason.OUT_OF_RANGE,
                        "expected action `http.get` to be counted from 1 to 2147483647, found -5"),
                flaw(
                        "an action beyond counting",
                        h -> h.setActions(List.of(TestHeartbeats.fetch(1L + Integer.MAX_VALUE))),
                        Reason.OUT_OF_RANGE,
                        "expected action `http.get` to be counted from 1 to 2147483647, found 2147483648"),
                flaw(
                        "an action's name too long",
                        h -> h.setActions(List.of(new ReportedAction("a".repeat(2_049), "r", 1L))),
                        Reason.OUT_OF_RANGE,
                        "expected actions and resources of at most 2048 characters"),
                flaw(
                        "a resource too long",
                        h -> h.setActions(List.of(new ReportedAction("a", "r".repeat(2_049), 1L))),
                        Reason.OUT_OF_RANGE,
                        "expected actions and resources of at most 2048 characters"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void shouldRefuseAFlawedHeartbeat(String name, Consumer<Heartbeat> change, Reason reason, String detail) {
        assertThat(HeartbeatCheck.check(afterSome(), TestHeartbeats.with(LAST + 1, change)))
                .contains(new Rejection(reason, detail));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 1_000})
    void shouldAcceptAnyFirstSequence(long sequence) {
        assertThat(HeartbeatCheck.check(TestStates.fresh(), TestHeartbeats.sound(sequence)))
                .isEmpty();
    }

    @Test
    void shouldRefuseAFirstHeartbeatThatIsNotNumbered() {
        assertThat(HeartbeatCheck.check(TestStates.fresh(), TestHeartbeats.sound(0)))
                .contains(new Rejection(Reason.REPLAYED, "expected a sequence above 0, found 0"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2_049})
    void shouldRefuseAFirstHeartbeatThatDoesNotNameItsProcess(int length) {
        assertThat(HeartbeatCheck.check(
                        TestStates.fresh(), TestHeartbeats.with(1, h -> h.setExecutorInstance("p".repeat(length)))))
                .contains(new Rejection(Reason.OUT_OF_RANGE, "expected the heartbeat to name its executor process"));
    }

    @Test
    void shouldRefuseWhateverComesAfterTheEnd() {
        ExecutionState ended = afterSome();
        ended.setEnded(true);

        assertThat(HeartbeatCheck.check(ended, TestHeartbeats.sound(LAST + 1)))
                .contains(new Rejection(Reason.EXECUTION_ENDED, "the execution ended with heartbeat 7"));
    }

    @Test
    void shouldChangeNothing() {
        ExecutionState state = afterSome();

        assertThat(HeartbeatCheck.check(state, TestHeartbeats.sound(LAST + 1))).isEmpty();

        assertThat(state).isEqualTo(afterSome());
    }

    private static ExecutionState afterSome() {
        return TestStates.beating(TestGrants.sound(), state -> {
            state.setSequence(LAST);
            state.setEpoch(5);
        });
    }

    private static Arguments good(String name, Consumer<Heartbeat> change) {
        return arguments(name, change);
    }

    private static Arguments flaw(String name, Consumer<Heartbeat> change, Reason reason, String detail) {
        return arguments(name, change, reason, detail);
    }
}
