package dev.holdfast.trust.execution;

import static dev.holdfast.record.ControlAction.DENY;
import static dev.holdfast.record.ControlAction.HALT;
import static dev.holdfast.record.ControlAction.PAUSE;
import static dev.holdfast.record.ControlAction.RESUME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Dimension;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Position.Circumstances;
import dev.holdfast.trust.execution.Position.Move;
import dev.holdfast.trust.testing.TestRules;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PositionTest {
    private static final List<Finding> PAUSES = List.of(TestRules.finding("LATE", Severity.PAUSE));
    private static final List<Finding> HALTS = List.of(TestRules.finding("GONE", Severity.HALT));
    private static final List<Verdict> VERDICTS = List.of(
            new Verdict.Trusted(),
            new Verdict.Pause(PAUSES),
            new Verdict.Indeterminate(PAUSES, List.of(Dimension.IDENTITY)),
            new Verdict.Halt(HALTS));

    /** One row of the full table. */
    record Row(TrustState from, Verdict verdict, Circumstances circumstances) {
        Move move() {
            return Position.of(from).on(verdict, circumstances);
        }
    }

    static Stream<Row> everything() {
        var rows = new ArrayList<Row>();
        for (TrustState from : TrustState.values()) {
            for (Verdict verdict : VERDICTS) {
                for (int bits = 0; bits < 8; bits++) {
                    rows.add(new Row(
                            from, verdict, new Circumstances((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0)));
                }
            }
        }
        return rows.stream();
    }

    /** The whole machine, row by row: 6 states, 4 verdicts, 8 circumstances. */
    @ParameterizedTest
    @MethodSource("everything")
    void shouldMakeExactlyTheLegalMove(Row row) {
        Circumstances given = row.circumstances();
        boolean trusted = row.verdict() instanceof Verdict.Trusted;
        boolean halt = row.verdict() instanceof Verdict.Halt;
        Move expected = switch (row.from()) {
            case PENDING ->
                halt
                        ? (given.granted() ? to(TrustState.HALTED, HALT) : to(TrustState.DENIED, DENY))
                        : given.ended()
                                ? to(TrustState.COMPLETED, null)
                                : trusted && given.beating()
                                        ? to(TrustState.TRUSTED, null)
                                        : to(TrustState.PENDING, null);
            case TRUSTED ->
                halt
                        ? to(TrustState.HALTED, HALT)
                        : given.ended()
                                ? to(TrustState.COMPLETED, null)
                                : trusted ? to(TrustState.TRUSTED, null) : to(TrustState.PAUSED, PAUSE);
            case PAUSED ->
                halt
                        ? to(TrustState.HALTED, HALT)
                        : given.ended()
                                ? to(TrustState.COMPLETED, null)
                                : trusted && given.beating()
                                        ? to(TrustState.TRUSTED, RESUME)
                                        : to(TrustState.PAUSED, null);
            case HALTED, COMPLETED, DENIED -> to(row.from(), null);
        };

        assertThat(row.move()).isEqualTo(expected);
    }

    @Test
    void shouldMoveToTrustOnlyByATrustedVerdictOnAHeartbeatBeforeTheEnd() {
        List<Row> ways = everything()
                .filter(row ->
                        row.from() != TrustState.TRUSTED && row.move().to().state() == TrustState.TRUSTED)
                .toList();

        assertThat(ways).hasSize(4).allSatisfy(row -> {
            assertThat(row.from()).isIn(TrustState.PENDING, TrustState.PAUSED);
            assertThat(row.verdict()).isEqualTo(new Verdict.Trusted());
            assertThat(row.circumstances().beating()).isTrue();
            assertThat(row.circumstances().ended()).isFalse();
        });
    }

    @Test
    void shouldKeepTrustOnlyWhileTheVerdictIsTrust() {
        assertThat(everything()
                        .filter(row -> row.from() == TrustState.TRUSTED
                                && row.move().to().state() == TrustState.TRUSTED))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.verdict()).isEqualTo(new Verdict.Trusted()));
    }

    @Test
    void shouldNeverLeaveAHaltAndNeverCommandTwice() {
        assertThat(everything().filter(row -> Position.of(row.from()).isFinal()))
                .hasSize(3 * 4 * 8)
                .allSatisfy(row -> assertThat(row.move()).isEqualTo(to(row.from(), null)));
    }

    @Test
    void shouldCommandNothingWithoutMoving() {
        assertThat(everything().filter(row -> row.move().command().isPresent()))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.move().to().state()).isNotEqualTo(row.from()));
    }

    @ParameterizedTest
    @CsvSource({"PENDING, false", "TRUSTED, false", "PAUSED, false", "HALTED, true", "COMPLETED, true", "DENIED, true"})
    void shouldSayWhatIsFinal(TrustState state, boolean isFinal) {
        assertThat(Position.of(state).isFinal()).isEqualTo(isFinal);
    }

    @ParameterizedTest
    @EnumSource(TrustState.class)
    void shouldBearTheNameItHasInRecords(TrustState state) {
        assertThat(Position.of(state).state()).isEqualTo(state);
    }

    @Test
    void shouldReopenADenialToTheStart() {
        assertThat(new Position.Denied().reopen()).isEqualTo(new Position.Pending());
    }

    private static Move to(TrustState state, ControlAction command) {
        return new Move(Position.of(state), Optional.ofNullable(command));
    }
}
