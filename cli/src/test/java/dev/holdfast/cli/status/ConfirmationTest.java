package dev.holdfast.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Closure;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.GeneratedClasses;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfirmationTest {
    @BeforeAll
    static void trustTheRecords() {
        GeneratedClasses.trust();
    }

    @ParameterizedTest
    @CsvSource({
        "HALT, TRUSTED, NONE, NONE, '', false",
        "HALT, PAUSED, EFFECTIVE, NONE, OPERATOR_PAUSE, false",
        "HALT, HALTED, ORDERED, UNKNOWN, OPERATOR_HALT, false",
        "HALT, HALTED, RECEIVED, UNKNOWN, OPERATOR_HALT, false",
        "HALT, HALTED, UNCONFIRMED, PARTIAL, OPERATOR_HALT, false",
        "HALT, HALTED, EFFECTIVE, PARTIAL, OPERATOR_HALT, true",
        "HALT, HALTED, ORDERED, CLOSED, OPERATOR_HALT, true",
        "HALT, COMPLETED, NONE, CLOSED, '', true",
        "PAUSE, TRUSTED, NONE, NONE, '', false",
        "PAUSE, PAUSED, RECEIVED, NONE, OPERATOR_PAUSE, false",
        "PAUSE, PAUSED, EFFECTIVE, NONE, BUDGET_EXCEEDED, false",
        "PAUSE, PAUSED, EFFECTIVE, NONE, OPERATOR_PAUSE, true",
        "PAUSE, PENDING, NONE, NONE, OPERATOR_PAUSE, true",
        "PAUSE, HALTED, EFFECTIVE, CLOSED, PAUSE_UNRESOLVED, true",
        "RESUME, PAUSED, EFFECTIVE, NONE, OPERATOR_PAUSE, false",
        "RESUME, TRUSTED, ORDERED, NONE, '', true",
        "RESUME, COMPLETED, NONE, CLOSED, '', true",
        "RESUME, HALTED, EFFECTIVE, CLOSED, OPERATOR_HALT, false"
    })
    void shouldHoldOnlyWhatIsConfirmed(
            OrderAction wanted,
            TrustState state,
            Enforcement enforcement,
            Closure closure,
            String code,
            boolean holds) {
        ExecutionStatus row = row(state, enforcement, closure, code);

        assertThat(Confirmation.holds(wanted, row)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource({
        "RESUME, HALTED, true",
        "RESUME, DENIED, true",
        "RESUME, PAUSED, false",
        "HALT, HALTED, false",
        "PAUSE, HALTED, false"
    })
    void shouldGiveUpOnlyWhatCannotBe(OrderAction wanted, TrustState state, boolean cannot) {
        ExecutionStatus row = row(state, Enforcement.ORDERED, Closure.UNKNOWN, "");

        assertThat(Confirmation.cannotHold(wanted, row)).isEqualTo(cannot);
    }

    @ParameterizedTest
    @CsvSource({
        "HALT, HALTED, OPERATOR_HALT, true",
        "HALT, PAUSED, OPERATOR_PAUSE, false",
        "PAUSE, PAUSED, OPERATOR_PAUSE, true",
        "PAUSE, PAUSED, BUDGET_EXCEEDED, false",
        "RESUME, PAUSED, BUDGET_EXCEEDED, true",
        "RESUME, PAUSED, OPERATOR_PAUSE, false"
    })
    void shouldTellWhatWasTakenFromWhatWasNot(OrderAction wanted, TrustState state, String code, boolean ordered) {
        ExecutionStatus row = row(state, Enforcement.ORDERED, Closure.UNKNOWN, code);

        assertThat(Confirmation.isOrdered(wanted, row)).isEqualTo(ordered);
    }

    private static ExecutionStatus row(TrustState state, Enforcement enforcement, Closure closure, String code) {
        List<Finding> findings =
                code.isEmpty() ? List.of() : List.of(new Finding(code, Severity.PAUSE, "why", "floor", Map.of()));
        return ExecutionStatus.newBuilder()
                .setState(state)
                .setSince(Instant.EPOCH)
                .setVerdict(VerdictKind.TRUSTED)
                .setFindings(findings)
                .setEpoch(1)
                .setEnforcement(enforcement)
                .setClosure(closure)
                .setUpdatedAt(Instant.EPOCH)
                .build();
    }
}
