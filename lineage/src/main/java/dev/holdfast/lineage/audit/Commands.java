package dev.holdfast.lineage.audit;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.trust.evidence.Quoted;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of one partition, held against the decisions. One thread. */
final class Commands {
    private final Account account;
    private final Map<String, List<Seen>> byExecution = new HashMap<>();
    private final BitSet committed = new BitSet();
    private long firstOffset = -1;

    private static final class Seen {
        private final Place place;
        private final ControlAction action;
        private final long epoch;
        private final long decidedAt;
        private final boolean committed;
        private boolean decided;

        private Seen(Place place, ControlCommand command, boolean committed) {
            this.place = place;
            this.action = command.getAction();
            this.epoch = command.getEpoch();
            this.decidedAt = command.getDecidedAt().toEpochMilli();
            this.committed = committed;
        }

        private boolean is(ControlAction of, long at, long instant) {
            return action == of && epoch == at && decidedAt == instant;
        }
    }

    Commands(Account account) {
        this.account = account;
    }

    void take(Place place, String executionId, ControlCommand command) {
        note(place.offset());
        take(executionId, new Seen(place, command, true));
    }

    /** Something that is no command for one execution. */
    void note(long offset) {
        firstOffset = firstOffset < 0 ? offset : firstOffset;
        committed.set(Math.toIntExact(offset - firstOffset));
    }

    void takeUncommitted(Place place, String executionId, ControlCommand command) {
        boolean known = firstOffset >= 0
                && place.offset() >= firstOffset
                && committed.get(Math.toIntExact(place.offset() - firstOffset));
        if (!known) {
            take(executionId, new Seen(place, command, false));
        }
    }

    private void take(String executionId, Seen seen) {
        account.command();
        byExecution.computeIfAbsent(executionId, unseen -> new ArrayList<>(2)).add(seen);
    }

    /**
     * An entry decides what its command says; or, where an executor obeyed a command that was never committed, that the standing one is told again above it.
     *
     * @param standing the command that stood before the entry; null for none
     * @return whether the entry's command is there; true when it has none
     */
    boolean decided(LineageEntry entry, @Nullable ControlAction standing) {
        ControlAction action = entry.getCommand() == null ? standing : entry.getCommand();
        List<Seen> seen = action == null ? null : byExecution.get(entry.getExecutionId());
        if (seen == null || action == null) {
            return entry.getCommand() == null;
        }
        boolean there = false;
        for (Seen one : seen) {
            if (one.is(action, entry.getEpoch(), entry.getDecidedAt().toEpochMilli())) {
                one.decided = true;
                there |= one.committed;
            }
        }
        return there || entry.getCommand() == null;
    }

    /**
     * All decisions have been taken: what is left was never decided.
     *
     * @param lineageFrom from which instant on the decisions are there, in epoch milliseconds
     */
    void end(long lineageFrom) {
        for (Iterator<Map.Entry<String, List<Seen>>> all =
                        byExecution.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<String, List<Seen>> of = all.next();
            for (Seen seen : of.getValue()) {
                if (!seen.committed) {
                    account.aborted(seen.decided);
                } else if (!seen.decided && seen.decidedAt < lineageFrom) {
                    account.add(
                            Weight.CANNOT_TELL,
                            Subject.COMMANDS,
                            seen.place,
                            text(of.getKey(), seen) + ", and the lineage of then is no longer there");
                } else if (!seen.decided) {
                    account.add(Weight.FALSE, Subject.COMMANDS, seen.place, text(of.getKey(), seen) + ", found none");
                }
            }
            all.remove();
        }
    }

    private static String text(String executionId, Seen seen) {
        return "expected a decision on " + Quoted.text(executionId) + " for the committed command " + seen.action
                + " of epoch " + seen.epoch;
    }
}
