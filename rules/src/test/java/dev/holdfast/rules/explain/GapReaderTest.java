package dev.holdfast.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlReader;
import dev.holdfast.rules.drl.DrlText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gaps of numbers, on facts with a silence of 50,000 ms, 7 missed heartbeats and no gap in the sequence. */
class GapReaderTest {
    private static Gap gap(String condition) {
        DrlFile file = DrlReader.read(new DrlText("house/house.drl", """
                package dev.holdfast.packs.house
                import dev.holdfast.trust.facts.ExecutionFacts
                global dev.holdfast.rules.Findings findings
                rule "one"
                when
                    ExecutionFacts( %s )
                then
                    findings.pause("ONE", "one");
                end
                """.formatted(condition)));
        assertThat(file.diagnostics()).isEmpty();
        Record facts = Decided.facts(Map.of("silenceMillis", 50_000L, "missedHeartbeats", 7L, "sequenceGap", 0L));
        RuleAccount account = new RuleReading(file, file.rules().get(0), facts).account(false, List.of());
        assertThat(account.understood()).isTrue();
        return account.missing().get(0).gap().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missedHeartbeats > 7         | needs at least 8, found 7: 1 short (13 %)",
                "missedHeartbeats < 7         | needs at most 6, found 7: 1 too much (17 %)",
                "missedHeartbeats == 4        | needs exactly 4, found 7: 3 off (75 %)",
                "missedHeartbeats / 2 > 4     | needs at least 5, found 3: 2 short (40 %)",
                "missedHeartbeats / 2 == 4    | needs exactly 4, found 3: 1 off (25 %)",
                "missedHeartbeats / 7 != 1    | needs anything but 1, found 1: 1 off (100 %)",
                "sequenceGap > missedHeartbeats / 2 | needs at least 4, found 0: 4 short (100 %)",
            })
    void shouldSayByHowMuchANumberMissed(String condition, String words) {
        Gap gap = gap(condition);

        assertThat(gap.words()).isEqualTo(words);
        assertThat(gap.distance()).isBetween(0.0, 1.0);
    }

    @Test
    void shouldSayWhereNothingWasCounted() {
        assertThat(gap("counters[\"tokens\"] > 5").words()).isEqualTo("needs at least 6, found nothing");
        assertThat(gap("counters[\"tokens\"] / 2 > 5").words()).isEqualTo("needs at least 6, found nothing");
    }

    @Test
    void shouldMakeNothingOfADivisionByZero() {
        Gap gap = gap("missedHeartbeats / sequenceGap < 5");

        assertThat(gap.words()).isEqualTo("needs at most 4, found nothing");
        assertThat(gap.distance()).isEqualTo(Gap.OUT_OF_SIGHT);
    }
}
