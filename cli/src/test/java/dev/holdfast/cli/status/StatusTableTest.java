package dev.holdfast.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Severity;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static final Instant NOW = Instant.parse("2030-01-31T08:00:00Z");

    private static ExecutionStatus found(String code, String rule) {
        return ExecutionStatus.newBuilder()
                .setState(TrustState.PENDING)
                .setSince(NOW)
                .setVerdict(VerdictKind.PAUSE)
                .setFindings(List.of(Finding.newBuilder()
                        .setCode(code)
                        .setSeverity(Severity.PAUSE)
                        .setMessage("rule `r` (mine/rules.drl:4) fails")
                        .setRule(rule)
                        .setFacts(Map.of())
                        .build()))
                .setEpoch(0)
                .setUpdatedAt(NOW)
                .build();
    }

    @Test
    void shouldSayWhichRuleFailed() {
        ExecutionStatus status = found("RULE_ERROR", "floor");

        assertThat(StatusTable.line("job-1", status, NOW)).endsWith("RULE_ERROR: rule `r` (mine/rules.drl:4) fails");
        assertThat(StatusTable.object("job-1", status))
                .containsEntry("ruleFailure", "rule `r` (mine/rules.drl:4) fails");
    }

    @Test
    void shouldSayNoMoreThanTheCodeOfWhatRulesFind() {
        ExecutionStatus status = found("TOO_DEEP", "r");

        assertThat(StatusTable.line("job-1", status, NOW)).endsWith("TOO_DEEP");
        assertThat(StatusTable.object("job-1", status)).containsEntry("ruleFailure", null);
    }
}
