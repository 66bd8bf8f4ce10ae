package dev.holdfast.lineage.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.testing.SoundTopics;
import dev.holdfast.lineage.testing.SoundTopics.Command;
import dev.holdfast.record.ControlCommand;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is no longer there, or not there yet: commands that are not kept, a beginning that is gone, checkpoints that were never signed. */
class PartitionAuditGapsTest {
    @Test
    void shouldNotMissCommandsThatCompactionHasTaken() {
        var topics = new SoundTopics();
        topics.commands.subList(0, 4).clear();

        Account account = topics.audit();

        assertThat(account.exit()).as("%s", account.first(Weight.FALSE)).isZero();
        assertThat(account.figures()).containsEntry("commandsCompacted", 4L);
    }

    @Test
    void shouldNotMissCommandsThatAreOlderThanTheyAreKept() {
        var topics = new SoundTopics();
        topics.commands.clear();
        topics.controlFrom = 7;
        topics.entries.addAll(
                SoundTopics.life("late", SoundTopics.START + Duration.ofDays(8).toMillis()));
        topics.entries.subList(14, 21).forEach(entry -> {
            if (entry.getCommand() != null) {
                topics.commands.add(new Command(
                        "late",
                        new ControlCommand(
                                entry.getCommand(),
                                entry.getEpoch(),
                                entry.getDecidedAt(),
                                List.of(),
                                entry.getRulesetDigest(),
                                entry.getTrigger(),
                                null),
                        true));
            }
        });

        Account account = topics.audit();

        assertThat(account.exit()).as("%s", account.first(Weight.FALSE)).isZero();
        assertThat(account.figures()).containsEntry("commandsExpired", 2L);
    }

    @Test
    void shouldNotTellWhatRestsOnABeginningThatIsGone() {
        var topics = new SoundTopics();
        topics.entries.subList(0, 4).clear();
        topics.lineageFrom = 100;

        Account account = topics.audit();

        assertThat(account.exit()).isEqualTo(2);
        assertThat(account.first(Weight.FALSE)).isEmpty();
        assertThat(account.first(Weight.CANNOT_TELL))
                .extracting(Observation::text)
                .containsExactly(
                        "expected the log from its first record on, found it to begin here: no checkpoint can be held"
                                + " against it",
                        "entry 3 of `one`: what came before it is no longer there",
                        "entry 3 of `other`: what came before it is no longer there");
    }

    @Test
    void shouldNoteALogThatIsTooYoungToBeSigned() {
        var topics = new SoundTopics();
        topics.entries.subList(6, topics.entries.size()).clear();
        topics.command();
        topics.checkpoints.clear();

        Account account = topics.audit();

        assertThat(account.exit()).isZero();
        assertThat(account.first(Weight.NOTED))
                .singleElement()
                .hasToString("Observation[weight=NOTED, subject=CHECKPOINTS, place=holdfast.lineage-0, offset 0,"
                        + " text=partition 0: 6 entries, no checkpoint signed yet]");
    }

    @Test
    void shouldNotBelieveALogThatWasNeverSigned() {
        var topics = new SoundTopics();
        topics.entries.addAll(SoundTopics.life("late", SoundTopics.START + 7_200_000));
        topics.command();
        topics.checkpoints.clear();

        Account account = topics.audit();

        assertThat(account.exit()).isEqualTo(1);
        assertThat(account.first(Weight.FALSE))
                .singleElement()
                .extracting(Observation::text)
                .asString()
                .startsWith("partition 0: 21 entries, no checkpoint signed yet; expected the first within 5 minutes of"
                        + " the first entry, found decisions 72")
                .endsWith(" s after it: look for log_state and log_thread_failed among what the evaluators log");
    }

    @Test
    void shouldMeasureTheAgeOfALogByWhatIsNewestInThePartitionsBeforeIt() {
        var account = new Account();
        account.decided(SoundTopics.START + Account.SIGNED_BY.toMillis() + 1);
        account.decided(SoundTopics.START);

        account.unsigned(new Place("holdfast.lineage", 3, 0), 1, SoundTopics.START);

        assertThat(account.first(Weight.FALSE))
                .singleElement()
                .extracting(Observation::text)
                .asString()
                .startsWith("partition 3: 1 entry, no checkpoint signed yet; ");
    }
}
