package dev.holdfast.lineage.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.testing.Keys;
import dev.holdfast.lineage.testing.Records;
import dev.holdfast.lineage.testing.SoundTopics;
import dev.holdfast.lineage.testing.SoundTopics.Command;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

    record Broken(String name, Consumer<SoundTopics> change, Subject subject, String place, String text) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Broken broken(
            String name, Subject subject, String place, String text, Consumer<SoundTopics> change) {
        return new Broken(name, change, subject, place, text);
    }

    /** Changes an entry, and lets chain, commands and checkpoints follow. */
    private static Consumer<SoundTopics> entry(int index, Consumer<LineageEntry> change) {
        return topics -> {
            change.accept(topics.entries.get(index));
            topics.chain();
            topics.command();
            topics.seal(3, 9, topics.entries.size());
        };
    }

    private static void seal(SoundTopics topics) {
        topics.seal(3, 9, topics.entries.size());
    }

    private static LineageEntry found(SoundTopics topics, String id, int number) {
        return topics.entries.stream()
                .filter(entry -> entry.getExecutionId().equals(id) && entry.getEntry() == number)
                .findFirst()
                .orElseThrow();
    }

    static Stream<Broken> broken() {
        var sound = new SoundTopics();
        String third = sound.root(3).toString();
        String ninth = sound.root(9).toString();
        return Stream.of(
                broken(
                        "an entry is gone",
                        Subject.CHAINS,
                        "holdfast.lineage-0, offset 10",
                        "expected entry 4 of `other`, found entry 5",
                        topics -> {
                            topics.entries.remove(7);
                            seal(topics);
                        }),
                broken(
                        "an entry was changed in its chain",
                        Subject.CHAINS,
                        "holdfast.lineage-0, offset 8",
                        "expected entry 4 of `one` to follow the hash ",
                        topics -> {
                            topics.entries
                                    .get(4)
                                    .setDecidedAt(
                                            topics.entries.get(4).getDecidedAt().plusMillis(1));
                            topics.command();
                            seal(topics);
                        }),
                broken(
                        "a life begins anew",
                        Subject.CHAINS,
                        "holdfast.lineage-0, offset 5",
                        "expected the entries of `one` to go on, which stands in TRUSTED, found them to begin anew",
                        topics -> {
                            topics.entries.subList(4, topics.entries.size()).clear();
                            topics.entries.addAll(SoundTopics.life("one", SoundTopics.START + 9_000));
                            topics.command();
                            seal(topics);
                        }),
                broken(
                        "an id is used again too soon",
                        Subject.CHAINS,
                        "holdfast.lineage-0, offset 18",
                        "expected `one` not to be used again before its grant's end at 2027-01-15T09:00:00Z, found its"
                                + " entries to begin anew at 2027-01-15T08:30:00Z",
                        topics -> {
                            topics.entries.addAll(SoundTopics.life("one", SoundTopics.START + 1_800_000));
                            topics.command();
                            seal(topics);
                        }),
                broken(
                        "an epoch falls",
                        Subject.DECISIONS,
                        "holdfast.lineage-0, offset 13",
                        "entry 6 of `one`: expected an epoch of at least 2, found 1",
                        entry(10, each -> {
                                    each.setEpoch(1);
                                    each.setCommand(null);
                                    each.setVerdict(VerdictKind.TRUSTED);
                                    each.setFindings(List.of());
                                    each.setTo(TrustState.TRUSTED);
                                    each.setFrom(TrustState.TRUSTED);
                                })
                                .andThen(topics -> {
                                    topics.entries.remove(12);
                                    topics.chain();
                                    topics.command();
                                    seal(topics);
                                })),
                broken(
                        "a move that there is not",
                        Subject.DECISIONS,
                        "holdfast.lineage-0, offset 17",
                        "entry 7 of `other`: no HALT leads from HALTED to TRUSTED without a command",
                        entry(13, each -> each.setTo(TrustState.TRUSTED))),
                broken(
                        "a move from elsewhere",
                        Subject.DECISIONS,
                        "holdfast.lineage-0, offset 17",
                        "entry 7 of `other`: expected it to leave HALTED, found it leave COMPLETED",
                        entry(13, each -> {
                            each.setFrom(TrustState.COMPLETED);
                            each.setTo(TrustState.COMPLETED);
                        })),
                broken(
                        "a lease that rests on nothing",
                        Subject.DECISIONS,
                        "holdfast.lineage-0, offset 2",
                        "entry 2 of `one`: expected a lease to rest on IDENTITY being VERIFIED, found UNKNOWN",
                        entry(
                                2,
                                each -> each.getFacts().stream()
                                        .filter(fact -> fact.getName().equals("identity"))
                                        .forEach(fact -> fact.setValue("UNKNOWN")))),
                broken(
                        "time falls",
                        Subject.ORDER,
                        "holdfast.lineage-0, offset 17",
                        "entry 7 of `other`: expected an instant from that of the entry before on, found one 5000 ms earlier",
                        entry(13, each -> each.setDecidedAt(each.getDecidedAt().minusSeconds(6)))),
                broken(
                        "a lease for an earlier heartbeat",
                        Subject.ORDER,
                        "holdfast.lineage-0, offset 10",
                        "entry 5 of `one`: expected a lease for a heartbeat after number 1, found one for number 1",
                        entry(8, each -> each.setLeasedSequence(1L))),
                broken(
                        "a checkpoint of another root",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 1",
                        "the checkpoint of size 9: expected the root " + ninth + " of all records up to"
                                + " holdfast.lineage-0, offset 10, found " + third
                                + "; the one of size 3 agrees, up to holdfast.lineage-0, offset 2",
                        topics -> topics.checkpoints.set(
                                1,
                                SoundTopics.checkpoint(SoundTopics.ORIGIN, SoundTopics.EVALUATOR, 9, topics.root(3)))),
                broken(
                        "a checkpoint beyond the log",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 4",
                        "the checkpoint of size 15: expected at most 14 records, as many as are committed on"
                                + " holdfast.lineage-0, found one of more",
                        topics -> topics.checkpoints.add(SoundTopics.checkpoint(
                                SoundTopics.ORIGIN, SoundTopics.EVALUATOR, 15, topics.root(14)))),
                broken(
                        "a checkpoint that shrinks",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 4",
                        "expected a checkpoint of at least size 14, as one before it has, found one of size 3",
                        topics -> topics.checkpoints.add(topics.checkpoints.get(0))),
                broken(
                        "a checkpoint of another log",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 4",
                        "expected a checkpoint of `audit.example/lineage/0`, found one of `audit.example/lineage/1`",
                        topics -> topics.checkpoints.add(SoundTopics.checkpoint(
                                new LogOrigin("audit.example", 1), SoundTopics.EVALUATOR, 14, topics.root(14)))),
                broken(
                        "a checkpoint of a stranger",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 4",
                        "the checkpoint of size 14: expected a signature by one of 1 keys of evaluators for which the"
                                + " root key vouches, found none",
                        topics -> topics.checkpoints.add(
                                SoundTopics.checkpoint(SoundTopics.ORIGIN, Keys.ed25519(9), 14, topics.root(14)))),
                broken(
                        "a signature over something else",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 2",
                        "does not fit the text",
                        topics -> {
                            var last = topics.checkpoints.get(2);
                            String other = SoundTopics.checkpoint(
                                            SoundTopics.ORIGIN, SoundTopics.EVALUATOR, 14, topics.root(13))
                                    .getNote();
                            last.setNote(
                                    last.getNote().substring(0, last.getNote().indexOf("\n\n"))
                                            + other.substring(other.indexOf("\n\n")));
                        }),
                broken(
                        "a note of another size than its record",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 2",
                        "the checkpoint of size 13: expected its note to be of this size and root, found another one: `"
                                + "audit.example/lineage/0 14 ",
                        topics -> topics.checkpoints.get(2).setSize(13)),
                broken(
                        "an evaluator whose time was over",
                        Subject.CHECKPOINTS,
                        "holdfast.checkpoints-0, offset 2",
                        "the checkpoint of size 14 is signed by a key that was not an evaluator's then: ",
                        topics -> topics.evaluatorUntil = Instant.ofEpochMilli(SoundTopics.START + 5_500)),
                broken(
                        "a command that nobody decided",
                        Subject.COMMANDS,
                        "holdfast.control-0, offset 8",
                        "expected a decision on `one` for the committed command HALT of epoch 9, found none",
                        topics -> topics.commands.add(stray(topics, true))),
                broken(
                        "a command of another action than decided",
                        Subject.COMMANDS,
                        "holdfast.control-0, offset 5",
                        "expected a decision on `one` for the committed command PAUSE of epoch 3, found none",
                        topics -> {
                            Command halt = topics.commands.get(4);
                            halt.command().setAction(ControlAction.PAUSE);
                            topics.demandsCommands = false;
                        }),
                broken(
                        "a decision whose command is gone",
                        Subject.COMMANDS,
                        "holdfast.lineage-0, offset 14",
                        "expected the command HALT of epoch 3 on control, as it was decided, found none",
                        topics -> topics.commands.remove(5)),
                broken(
                        "a decision whose command was aborted",
                        Subject.COMMANDS,
                        "holdfast.lineage-0, offset 14",
                        "expected the command HALT of epoch 3 on control, as it was decided, found none",
                        topics -> {
                            Command halt = topics.commands.remove(5);
                            topics.commands.add(new Command(halt.executionId(), halt.command(), false));
                        }));
    }

    private static Command stray(SoundTopics topics, boolean committed) {
        ControlCommand like = topics.commands.get(0).command();
        return new Command(
                "one",
                ControlCommand.newBuilder(like)
                        .setAction(ControlAction.HALT)
                        .setEpoch(9)
                        .build(),
                committed);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void shouldNameWhatIsBroken(Broken broken) {
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
        topics.commands.add(stray(topics, false));
        topics.commands.add(new Command(again.executionId(), again.command(), false));

        Account account = topics.audit();

        assertThat(account.exit()).isZero();
        assertThat(account.figures()).containsEntry("abortedForGood", 1L).containsEntry("abortedThenDecidedAgain", 1L);
    }

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
    void shouldCountHeartbeatsThatWereMissed() {
        var topics = new SoundTopics();
        entry(
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

    @Test
    void shouldLetAnIdBeUsedAgainAfterItsEnd() {
        var topics = new SoundTopics();
        topics.entries.addAll(SoundTopics.life("one", SoundTopics.START + 7_200_000));
        topics.command();
        seal(topics);

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
