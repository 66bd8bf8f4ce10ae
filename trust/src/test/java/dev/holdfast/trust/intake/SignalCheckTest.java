package dev.holdfast.trust.intake;

import static dev.holdfast.trust.testing.TestGrants.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Signal;
import dev.holdfast.record.SignalSource;
import dev.holdfast.record.SignalTrace;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Timing;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.testing.TestGrants;
import dev.holdfast.trust.testing.TestSignals;
import dev.holdfast.trust.testing.TestStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignalCheckTest {
    private static final String AUTHORITY = "sensors";
    private static final long NOW = START + 10_000;

    /** Observed by the source of the sound signal, two seconds before now. */
    private static ExecutionState observed() {
        return TestStates.beating(
                TestGrants.sound(),
                state -> state.setSignalTraces(List.of(trace(source(AUTHORITY, TestSignals.SOURCE, NOW - 2_000)))));
    }

    private static SignalTrace trace(SignalSource... sources) {
        return new SignalTrace(TestSignals.KIND, "suspected", NOW - 1_000, 1L, 1L, new ArrayList<>(List.of(sources)));
    }

    private static SignalSource source(String authority, String name, long observedAt) {
        return new SignalSource(authority, name, observedAt);
    }

    private static Signal observedAt(long millis, Consumer<Signal> change) {
        return TestSignals.with(signal -> {
            signal.setObservedAt(Instant.ofEpochMilli(millis));
            change.accept(signal);
        });
    }

    static Stream<Arguments> sound() {
        return Stream.of(
                arguments("as it is", observedAt(NOW, s -> {})),
                arguments("a millisecond after the last", observedAt(NOW - 1_999, s -> {})),
                arguments("a minute ahead", observedAt(NOW + Limits.SIGNAL_SKEW_MILLIS, s -> {})),
                arguments(
                        "another kind from a minute before the beginning",
                        observedAt(START - Limits.SIGNAL_SKEW_MILLIS, s -> s.setKind("k".repeat(64)))),
                arguments("another source, earlier", observedAt(NOW - 5_000, s -> s.setSource("gateway-2"))),
                arguments("the longest value", observedAt(NOW, s -> s.setValue("v".repeat(64)))),
                arguments("the longest reference", observedAt(NOW, s -> s.setReference("r".repeat(128)))),
                arguments(
                        "as long an attribute as allowed",
                        observedAt(NOW, s -> s.setAttributes(Map.of("a".repeat(64), "x".repeat(256))))),
                arguments(
                        "as many attributes as allowed",
                        observedAt(NOW, s -> s.setAttributes(GrantCheckTest.numbered(16, "x")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sound")
    void shouldPassASoundSignal(String name, Signal signal) {
        assertThat(SignalCheck.check(observed(), signal, AUTHORITY, NOW)).isEmpty();
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                arguments(
                        "the last one again",
                        observedAt(NOW - 2_000, s -> {}),
                        Reason.REPLAYED,
                        "expected a signal of kind `prompt.injection` that `gateway-1` has observed after"
                                + " 2027-01-15T08:00:08Z, found one of 2027-01-15T08:00:08Z"),
                arguments(
                        "an earlier one with another value",
                        observedAt(NOW - 2_001, s -> s.setValue("cleared")),
                        Reason.REPLAYED,
                        "expected a signal of kind `prompt.injection` that `gateway-1` has observed after"
                                + " 2027-01-15T08:00:08Z, found one of 2027-01-15T08:00:07.999Z"),
                arguments(
                        "too far ahead",
                        observedAt(NOW + Limits.SIGNAL_SKEW_MILLIS + 1, s -> {}),
                        Reason.OUT_OF_RANGE,
                        "expected observed-at at most 60 s after the broker's clock (2027-01-15T08:00:10Z), found"
                                + " 2027-01-15T08:01:10.001Z; set the source's clock"),
                arguments(
                        "from an earlier life",
                        observedAt(START - Limits.SIGNAL_SKEW_MILLIS - 1, s -> {}),
                        Reason.OUT_OF_RANGE,
                        "expected observed-at at most 60 s before the execution was first heard of"
                                + " (2027-01-15T08:00:00Z), found 2027-01-15T07:58:59.999Z"),
                arguments(
                        "before 1970",
                        observedAt(-1, s -> {}),
                        Reason.OUT_OF_RANGE,
                        "expected observed-at from the year 1970 to 9999, found 1969-12-31T23:59:59.999Z"),
                arguments(
                        "no kind",
                        observedAt(NOW, s -> s.setKind("")),
                        Reason.OUT_OF_RANGE,
                        "expected the kind of a signal to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found ``"),
                arguments(
                        "a kind too long",
                        observedAt(NOW, s -> s.setKind("k".repeat(65))),
                        Reason.OUT_OF_RANGE,
                        "expected the kind of a signal to have at most 64 characters, found 65"),
                arguments(
                        "no source",
                        observedAt(NOW, s -> s.setSource("")),
                        Reason.OUT_OF_RANGE,
                        "expected the source of a signal to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found ``"),
                arguments(
                        "no value",
                        observedAt(NOW, s -> s.setValue("")),
                        Reason.OUT_OF_RANGE,
                        "expected the value of a signal to have 1 to 64 characters, found 0"),
                arguments(
                        "a value that is not to be seen",
                        observedAt(NOW, s -> s.setValue("\u200B")),
                        Reason.OUT_OF_RANGE,
                        "expected the value of a signal without control and format characters and in sound UTF-8,"
                                + " found U+200B"),
                arguments(
                        "a reference too long",
                        observedAt(NOW, s -> s.setReference("r".repeat(129))),
                        Reason.OUT_OF_RANGE,
                        "expected the reference of a signal to have 0 to 128 characters, found 129"),
                arguments(
                        "too many attributes",
                        observedAt(NOW, s -> s.setAttributes(GrantCheckTest.numbered(17, "x"))),
                        Reason.OUT_OF_RANGE,
                        "expected at most 16 attributes of a signal, found 17"),
                arguments(
                        "an attribute too long",
                        observedAt(NOW, s -> s.setAttributes(Map.of("a", "x".repeat(257)))),
                        Reason.OUT_OF_RANGE,
                        "expected attributes of a signal with names of 1 to 64 and values of at most 256 characters"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("flaws")
    void shouldRefuseAFlawedSignal(String name, Signal signal, Reason reason, String detail) {
        assertThat(SignalCheck.check(observed(), signal, AUTHORITY, NOW)).contains(new Rejection(reason, detail));
    }

    @Test
    void shouldTellSourcesOfDifferentAuthoritiesApart() {
        Signal earlier = observedAt(NOW - 3_000, s -> {});

        assertThat(SignalCheck.check(observed(), earlier, "others", NOW)).isEmpty();
        assertThat(SignalCheck.check(observed(), earlier, AUTHORITY, NOW)).isPresent();
    }

    @Test
    void shouldTakeSignalsOfAKindFromEightSourcesAtMost() {
        var sources = Stream.iterate(0, i -> i + 1)
                .limit(Limits.SIGNAL_SOURCES)
                .map(i -> source(AUTHORITY, "gateway-" + i, NOW - 2_000))
                .toArray(SignalSource[]::new);
        ExecutionState state =
                TestStates.beating(TestGrants.sound(), each -> each.setSignalTraces(List.of(trace(sources))));

        assertThat(SignalCheck.check(state, observedAt(NOW, s -> s.setSource("gateway-7")), AUTHORITY, NOW))
                .isEmpty();
        assertThat(SignalCheck.check(state, observedAt(NOW, s -> s.setSource("gateway-8")), AUTHORITY, NOW))
                .contains(new Rejection(
                        Reason.OUT_OF_RANGE,
                        "expected signals of kind `prompt.injection` from at most 8 sources for one execution, found one"
                                + " of another, `gateway-8`"));
    }

    @ParameterizedTest
    @EnumSource(
            value = TrustState.class,
            names = {"HALTED", "COMPLETED", "DENIED"})
    void shouldRefuseASignalAboutWhatIsOver(TrustState state) {
        ExecutionState over = TestStates.beating(TestGrants.sound(), each -> each.setState(state));

        assertThat(SignalCheck.check(over, observedAt(NOW, s -> {}), AUTHORITY, NOW))
                .map(Rejection::reason)
                .contains(Reason.EXECUTION_ENDED);
    }

    /** Else what was observed of an execution could be taken for the next one of its id. */
    @Test
    void shouldAllowClocksToDifferByNoMoreThanAFinishedExecutionIsKept() {
        assertThat(Limits.SIGNAL_SKEW_MILLIS).isLessThanOrEqualTo(Timing.RETENTION.toMillis());
    }
}
