package dev.holdfast.lineage.audit;

import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.testing.Keys;
import dev.holdfast.lineage.testing.SoundTopics;
import dev.holdfast.lineage.testing.SoundTopics.Command;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Topics of which one property is broken.
 *
 * @param change breaks it
 * @param subject what is to be found about
 * @param place where
 * @param text what the finding says
 */
record BrokenTopics(String name, Consumer<SoundTopics> change, Subject subject, String place, String text) {
    private static BrokenTopics broken(
            String name, Subject subject, String place, String text, Consumer<SoundTopics> change) {
        return new BrokenTopics(name, change, subject, place, text);
    }

    /** Changes an entry, and lets chain, commands and checkpoints follow. */
    /** Changes one entry. */
    static Consumer<SoundTopics> entry(int index, Consumer<LineageEntry> change) {
        return topics -> {
            change.accept(topics.entries.get(index));
            topics.chain();
            topics.command();
            topics.seal(3, 9, topics.entries.size());
        };
    }

    /** Signs for what the topics hold now. */
    static void seal(SoundTopics topics) {
        topics.seal(3, 9, topics.entries.size());
    }

    private static LineageEntry found(SoundTopics topics, String id, int number) {
        return topics.entries.stream()
                .filter(entry -> entry.getExecutionId().equals(id) && entry.getEntry() == number)
                .findFirst()
                .orElseThrow();
    }

    static Stream<BrokenTopics> all() {
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

    /** A command that no entry decided. */
    static Command stray(SoundTopics topics, boolean committed) {
        ControlCommand like = topics.commands.get(0).command();
        return new Command(
                "one",
                ControlCommand.newBuilder(like)
                        .setAction(ControlAction.HALT)
                        .setEpoch(9)
                        .build(),
                committed);
    }

    @Override
    public String toString() {
        return name;
    }
}
