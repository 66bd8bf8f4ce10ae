package dev.holdfast.cli.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.governance.RulesetSigns.Sign;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.schemas.GeneratedClasses;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @BeforeAll
    static void trust() {
        GeneratedClasses.trust();
    }

    private static Optional<Sign> sign(Consumer<EvaluatorLiveness.Builder> change) {
        var told = EvaluatorLiveness.newBuilder()
                .setSequence(1)
                .setPartition(0)
                .setLagMillis(0)
                .setSentAt(Instant.EPOCH)
                .setRulesetVersion(7)
                .setRulesetDigest("d7");
        change.accept(told);
        return Optional.of(new Sign("0c1d", told.build()));
    }

    private static StatusText text(Map<Integer, Optional<Sign>> signs) {
        return new StatusText(new TreeMap<>(signs));
    }

    @Test
    void shouldSayWhatDecidesWhatWaitsAndWhatWasRefused() {
        StatusText text = text(Map.of(
                0,
                sign(told -> told.setPendingVersion(8)
                        .setPendingDigest("d8")
                        .setPendingActivateAt(Instant.parse("2030-01-31T08:00:00Z"))
                        .setRefusedVersion(6L)
                        .setRefusedReason("GOVERNANCE_ROLLED_BACK")
                        .setRefusedDetail("expected\nmore"))));

        assertThat(text.lines())
                .containsExactly(
                        "partition 0, evaluator 0c1d",
                        "  in force: version 7, digest d7",
                        "  pending:  version 8, digest d8, from 2030-01-31T08:00:00Z on",
                        "  refused:  version 6, GOVERNANCE_ROLLED_BACK: expected more");
        assertThat(Json.line(text.json()))
                .contains("\"oneRuleset\":true", "\"activateAt\":\"2030-01-31T08:00:00Z\"", "\"version\":6");
        assertThat(text.isUnknown()).isFalse();
    }

    @Test
    void shouldCallUnknownWhatIsUnknown() {
        StatusText text = text(Map.of(0, sign(told -> told.setRefusedReason("SIGNER_UNKNOWN")), 1, Optional.empty()));

        assertThat(text.lines())
                .contains(
                        "  pending:  none",
                        "  refused:  version unknown, SIGNER_UNKNOWN: ",
                        "partition 1: unknown, no sign of an evaluator");
        assertThat(text.isUnknown()).isTrue();
        assertThat(Json.line(text.json()))
                .contains("\"oneRuleset\":null", "\"known\":false", "\"version\":null", "\"pending\":null");
    }

    @Test
    void shouldSayThatPartitionsDecideByDifferentRulesets() {
        StatusText text = text(Map.of(0, sign(told -> {}), 1, sign(told -> told.setRulesetVersion(0))));

        assertThat(text.isOneRuleset()).isFalse();
        assertThat(text.lines())
                .contains(
                        "  in force: version 0 (what the evaluator was started with), digest d7",
                        "  refused:  none since the evaluator took the partition up",
                        "partitions decide by different rulesets");
    }
}
