package dev.holdfast.cli.governance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.EvaluatorLiveness;
import dev.holdfast.record.Finding;
import dev.holdfast.record.Severity;
import dev.holdfast.record.ShadowDifference;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.GeneratedClasses;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrialTest {
    private final Trial trial;

    TrialTest() {
        GeneratedClasses.trust();
        trial = new Trial(2);
    }

    private static EvaluatorLiveness sign(long version, String digest, long compared, boolean abandoned) {
        return EvaluatorLiveness.newBuilder()
                .setSequence(1)
                .setPartition(0)
                .setLagMillis(0)
                .setSentAt(Instant.EPOCH)
                .setShadowVersion(version)
                .setShadowDigest(digest)
                .setShadowCompared(compared)
                .setShadowDiffering(compared / 2)
                .setShadowFailed(abandoned ? 100 : 0)
                .setShadowAbandoned(abandoned)
                .build();
    }

    private static List<Finding> findings(String... codes) {
        return Arrays.stream(codes)
                .map(code -> new Finding(code, Severity.PAUSE, "", "rule of " + code, Map.of()))
                .toList();
    }

    private void tell(long version, String id, List<Finding> inForce, List<Finding> tried) {
        trial.take(new TrialFeed.Told(
                id,
                ShadowDifference.newBuilder()
                        .setDecidedAt(Instant.EPOCH)
                        .setTrigger(new Coordinates("holdfast.heartbeats", 0, 7L))
                        .setTriggerKind(TriggerKind.HEARTBEAT)
                        .setDiffers(!inForce.equals(tried))
                        .setRulesetDigest("a")
                        .setRulesetVersion(1)
                        .setVerdict(inForce.isEmpty() ? VerdictKind.TRUSTED : VerdictKind.PAUSE)
                        .setFindings(inForce)
                        .setShadowDigest("b")
                        .setShadowVersion(version)
                        .setShadowVerdict(tried.isEmpty() ? VerdictKind.TRUSTED : VerdictKind.PAUSE)
                        .setShadowFindings(tried)
                        .build()));
    }

    @Test
    void shouldSumUpWhatPartitionsTell() {
        trial.take(0, sign(7, "b", 100, false));
        trial.take(1, sign(7, "", 40, true));

        assertThat(trial.version()).isEqualTo(7);
        assertThat(trial.digests()).containsExactly("b");
        assertThat(trial.asked()).isEqualTo(1);
        assertThat(trial.abandoned()).containsExactly(1);
        assertThat(trial.compared()).isEqualTo(140);
        assertThat(trial.differed()).isEqualTo(70);
        assertThat(trial.failed()).isEqualTo(100);
    }

    @Test
    void shouldCountWhatOnlyOneOfTheTwoFinds() {
        tell(7, "one", findings("OLD"), findings("NEW", "BOTH"));
        tell(7, "one", findings("OLD", "BOTH"), findings("NEW", "BOTH"));
        tell(7, "two", findings(), findings("NEW"));

        assertThat(trial.effects().keySet())
                .extracting(finder -> (finder.added() ? "+" : "-") + finder.code() + " by " + finder.rule())
                .containsExactly("+BOTH by rule of BOTH", "+NEW by rule of NEW", "-OLD by rule of OLD");
        var ofNew = trial.effects().get(new Trial.Finder(true, "NEW", "PAUSE", "rule of NEW"));
        assertThat(ofNew.times()).isEqualTo(3);
        assertThat(ofNew.executions()).containsExactlyInAnyOrder("one", "two");
        assertThat(ofNew.examples()).hasSize(2);
        assertThat(trial.differing()).containsExactlyInAnyOrder("one", "two");
        assertThat(trial.changes()).isEqualTo(3);
    }

    @Test
    void shouldKnowWhoAgreesAgain() {
        tell(7, "one", findings(), findings("NEW"));
        tell(7, "one", findings("NEW"), findings("NEW"));

        assertThat(trial.differing()).isEmpty();
        assertThat(trial.changes()).isEqualTo(2);
    }

    @Test
    void shouldForgetAnEarlierTrialAndNotHearOfItAgain() {
        tell(7, "one", findings(), findings("NEW"));
        trial.take(0, sign(8, "c", 5, false));
        tell(7, "two", findings(), findings("NEW"));

        assertThat(trial.version()).isEqualTo(8);
        assertThat(trial.effects()).isEmpty();
        assertThat(trial.changes()).isZero();
        assertThat(trial.compared()).isEqualTo(5);
    }

    @Test
    void shouldSayThatThereWasNone() {
        trial.take(0, sign(0, "", 0, false));

        assertThat(trial.version()).isZero();
        assertThat(trial.digests()).isEmpty();
        assertThat(trial.asked()).isZero();
        assertThat(trial.abandoned()).isEmpty();
    }
}
