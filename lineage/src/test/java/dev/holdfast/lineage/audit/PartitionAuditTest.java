package dev.holdfast.lineage.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.SoundTopics;
import dev.holdfast.lineage.testing.SoundTopics.Command;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each property, broken alone, is what is found, where it is, and nothing else is. */
class PartitionAuditTest {
    @Test
    void shouldFindNothingWrongWithWhatAnEvaluatorWrites() {
        Account account = new SoundTopics().audit();

        assertThat(account.first(Weight.FALSE)).isEmpty();
        assertThat(account.first(Weight.CANNOT_TELL)).isEmpty();
        assertThat(account.exit()).isZero();
        assertThat(account.figures())
                .containsEntry("entries", 14L)
                .containsEntry("executions", 2L)
                .containsEntry("checkpoints", 3L)
                .containsEntry("commands", 6L);
    }

    @ParameterizedTest
    @MethodSource("dev.holdfast.lineage.audit.BrokenTopics#all")
    void shouldNameWhatIsBroken(BrokenTopics broken) {
        var topics = new SoundTopics();
        broken.change().accept(topics);

        Account account = topics.audit();

        assertThat(account.first(Weight.FALSE))
                .as("%s", account.first(Weight.FALSE))
                .hasSize(1);
        Observation only = account.first(Weight.FALSE).get(0);
        assertThat(only.subject()).isEqualTo(broken.subject());
        assertThat(only.place()).hasToString(broken.place());
        assertThat(only.text()).contains(broken.text());
        assertThat(account.exit()).isEqualTo(1);
    }

    @Test
    void shouldTellAbortedCommandsApart() {
        var topics = new SoundTopics();
        Command again = topics.commands.get(0);
        topics.commands.add(BrokenTopics.stray(topics, false));
        topics.commands.add(new Command(again.executionId(), again.command(), false));

        Account account = topics.audit();

        assertThat(account.exit()).isZero();
        assertThat(account.figures()).containsEntry("abortedForGood", 1L).containsEntry("abortedThenDecidedAgain", 1L);
    }

    @Test
    void shouldCountHeartbeatsThatWereMissed() {
        var topics = new SoundTopics();
        BrokenTopics.entry(
                        8,
                        each -> each.getFacts().stream()
                                .filter(fact -> fact.getName().equals("sequenceGap"))
                                .forEach(fact -> fact.setValue(3L)))
                .accept(topics);

        Account account = topics.audit();

        assertThat(account.exit()).isZero();
        assertThat(account.figures()).containsEntry("heartbeatGaps", 1L).containsEntry("heartbeatsMissed", 3L);
        assertThat(account.first(Weight.NOTED).get(0).text())
                .isEqualTo("entry 5 of `one`: 3 heartbeats were missed before the one that led to it");
    }

    @Test
    void shouldLetAnIdBeUsedAgainAfterItsEnd() {
        var topics = new SoundTopics();
        topics.entries.addAll(SoundTopics.life("one", SoundTopics.START + 7_200_000));
        topics.command();
        BrokenTopics.seal(topics);

        Account account = topics.audit();

        assertThat(account.exit()).as("%s", account.first(Weight.FALSE)).isZero();
        assertThat(account.figures()).containsEntry("executions", 3L);
    }

    @Test
    void shouldForgetWhatEndedLongAgo() {
        var topics = new SoundTopics();
        var account = new Account();
        var audit = new PartitionAudit(
                SoundTopics.ORIGIN,
                topics.vouched(),
                new PartitionAudit.Bounds(new Place("lineage", 0, 0), 0, 0),
                account);
        var reader = new EntryReader();
        long offset = 0;
        for (LineageEntry entry : SoundTopics.life("early", SoundTopics.START)) {
            audit.entry(reader.read(
                    new Place("lineage", 0, offset++),
                    "early".getBytes(StandardCharsets.UTF_8),
                    Topic.LINEAGE.fingerprint(),
                    ByteBuffer.wrap(Records.body(entry))));
        }
        LineageEntry late = SoundTopics.life(
                        "late", SoundTopics.START + Duration.ofDays(3).toMillis())
                .get(0);
        for (int i = 0; i < 100_000; i++) {
            audit.entry(reader.read(
                    new Place("lineage", 0, offset++),
                    "late".getBytes(StandardCharsets.UTF_8),
                    Topic.LINEAGE.fingerprint(),
                    ByteBuffer.wrap(Records.body(late))));
        }

        assertThat(audit.held()).isEqualTo(1);
    }

    @Test
    void shouldTakeWhatIsNoEntryForALeafAllTheSame() {
        var account = new Account();
        var audit = new PartitionAudit(
                SoundTopics.ORIGIN,
                new SoundTopics().vouched(),
                new PartitionAudit.Bounds(new Place("holdfast.lineage", 0, 0), 0, 0),
                account);
        audit.entry(
                EntryReader.unreadable(new Place("holdfast.lineage", 0, 5), new byte[] {1, 2}, "other bytes\u001b["));
        audit.entry(new EntryReader()
                .read(
                        new Place("holdfast.lineage", 0, 6),
                        null,
                        Topic.LINEAGE.fingerprint(),
                        ByteBuffer.wrap(new byte[9])));
        audit.entry(
                new EntryReader().read(new Place("holdfast.lineage", 0, 7), null, 17, ByteBuffer.wrap(new byte[9])));
        audit.end();

        assertThat(account.first(Weight.FALSE))
                .extracting(Observation::text)
                .first()
                .isEqualTo("expected an entry, found other bytes?[");
        assertThat(account.count(Weight.FALSE)).isEqualTo(2);
        assertThat(account.first(Weight.CANNOT_TELL).get(0).text()).contains("schema 0000000000000011");
        assertThat(account.figures()).containsEntry("entries", 3L);
    }
}
