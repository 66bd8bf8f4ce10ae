package dev.holdfast.cli.command.rules.explain;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.recorded.Recorded;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.trust.execution.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which decision is to be explained: the last one on an execution, the last one up to an instant, or the one of a number.
 *
 * @param entry number of the entry, from 1; null for the last
 * @param at up to when; null for any time
 */
record Wanted(
        String executionId, @Nullable Long entry, @Nullable Instant at) {

    /**
     * Reads {@code EXECUTION} or {@code EXECUTION#N}: no execution id holds a {@code #}.
     *
     * @param entry given beside it
     */
    static Wanted of(String text, @Nullable Long entry, @Nullable Instant at) throws CommandFailed {
        int sign = text.lastIndexOf('#');
        String id = sign < 0 ? text : text.substring(0, sign);
        Optional<String> flaw = ExecutionId.flaw(id);
        if (flaw.isPresent()) {
            throw new CommandFailed(flaw.get() + "; expected EXECUTION or EXECUTION#N", 2);
        }
        Long number = sign < 0 ? entry : Long.valueOf(number(text, text.substring(sign + 1)));
        if (sign >= 0 && entry != null || number != null && at != null) {
            throw new CommandFailed("expected one of EXECUTION#N, --entry and --at, found several", 2);
        }
        if (number != null && number < 1) {
            throw new CommandFailed("expected the number of an entry, from 1, found " + number, 2);
        }
        return new Wanted(id, number, at);
    }

    private static long number(String text, String digits) throws CommandFailed {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new CommandFailed("expected EXECUTION#N with the number of an entry, found `" + text + "`", 2);
        }
    }

    /**
     * What was found.
     *
     * @param entry the decision
     * @param ending the number of the entry that ended the execution, when that was before
     * @param faults what could not be read, so that it may be something else
     */
    record Found(LineageEntry entry, Optional<Long> ending, List<String> faults) {}

    /** Looks for it. */
    Found in(Recording recording) throws IOException, CommandFailed {
        @Nullable LineageEntry found = null;
        @Nullable LineageEntry ending = null;
        long last = 0;
        var faults = new ArrayList<String>();
        for (Optional<Recording.Batch> batch = recording.next(); batch.isPresent(); batch = recording.next()) {
            for (Recorded recorded : batch.get().read()) {
                if (recorded instanceof Recorded.Unreadable unreadable) {
                    faults.add(unreadable.place() + ": " + unreadable.why());
                } else if (recorded instanceof Recorded.Decision decision
                        && decision.entry().getExecutionId().equals(executionId)) {
                    LineageEntry each = decision.entry();
                    last = Math.max(last, each.getEntry());
                    found = chooses(each) ? each : found;
                    ending = ends(each) ? each : ending;
                }
            }
        }
        if (found == null) {
            throw new CommandFailed(missing(recording, last) + (faults.isEmpty() ? "" : "; " + faults.get(0)), 2);
        }
        Optional<Long> ended = Optional.empty();
        if (ending != null && Hindsight.isAfterTheEnd(found) && ending.getEntry() < found.getEntry()) {
            ended = Optional.of(ending.getEntry());
        }
        return new Found(found, ended, faults);
    }

    private boolean chooses(LineageEntry each) {
        if (entry != null) {
            return each.getEntry() == entry;
        }
        return at == null || !each.getDecidedAt().isAfter(at);
    }

    private static boolean ends(LineageEntry each) {
        return Position.of(each.getTo()).isFinal()
                && !Position.of(each.getFrom()).isFinal();
    }

    private String missing(Recording recording, long last) {
        if (last == 0) {
            return "expected decisions on `" + executionId + "` in `" + recording.name()
                    + "`, found none; `holdfast executions` lists what is known";
        }
        return entry != null
                ? "expected an entry " + entry + " of `" + executionId + "`, found entries up to " + last
                : "expected a decision on `" + executionId + "` up to " + at + ", found only later ones";
    }
}
