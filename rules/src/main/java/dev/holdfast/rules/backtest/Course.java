package dev.holdfast.rules.backtest;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TriggerKind;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Position;
import dev.holdfast.trust.verdict.Verdict;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of one execution, as it was and as the candidate's verdicts would have moved it: by the same moves, from the first recorded decision on. It is
 * over when its id is used again.
 */
final class Course {
    private @Nullable TrustState stands;
    private @Nullable TrustState wouldStand;
    private @Nullable Moment paused;
    private @Nullable Moment halted;
    private @Nullable Moment wouldPause;
    private @Nullable Moment wouldHalt;
    private @Nullable Moment parted;
    private long last;
    private boolean judged;

    /**
     * What the candidate decides.
     *
     * @param granted whether there was a verified grant
     */
    record Judged(Verdict verdict, boolean granted) {}

    /** Whether an entry is of another execution under the same id: entries are counted from 1 for each, and rise. */
    boolean isOverAt(LineageEntry entry) {
        return last > 0 && (entry.getEntry() == 1 || entry.getEntry() < last);
    }

    /** Takes note that it has come to an entry. */
    void reach(LineageEntry entry) {
        last = entry.getEntry();
    }

    /** Whether anything but requests was decided. */
    boolean isJudged() {
        return judged;
    }

    /** Goes one decision further. */
    void go(LineageEntry entry, Judged judged) {
        this.judged = true;
        if (entry.getFrom() != stands) {
            // The first decision that is seen, or something other than a verdict has moved it since.
            wouldStand = entry.getFrom();
        }
        var here = new Moment(entry.getEntry(), entry.getDecidedAt());
        stands = entry.getTo();
        if (entry.getFrom() != stands) {
            paused = first(paused, here, stands == TrustState.PAUSED);
            halted = first(halted, here, isStopped(stands));
        }
        TrustState before = wouldStand == null ? entry.getFrom() : wouldStand;
        TrustState after = Position.of(before)
                .on(
                        judged.verdict(),
                        new Position.Circumstances(
                                entry.getTriggerKind() == TriggerKind.HEARTBEAT,
                                judged.granted(),
                                stands == TrustState.COMPLETED))
                .to()
                .state();
        if (after != before) {
            wouldPause = first(wouldPause, here, after == TrustState.PAUSED);
            wouldHalt = first(wouldHalt, here, isStopped(after));
        }
        wouldStand = after;
        parted = first(parted, here, wouldStand != stands);
    }

    /** Takes note that it stands somewhere by other means than a verdict of rules. */
    void stand(TrustState state) {
        if (state != stands) {
            stands = state;
            wouldStand = state;
        }
    }

    Outcome outcome(String executionId) {
        return new Outcome(
                executionId,
                Optional.ofNullable(paused),
                Optional.ofNullable(wouldPause),
                Optional.ofNullable(halted),
                Optional.ofNullable(wouldHalt),
                Optional.ofNullable(parted));
    }

    private static @Nullable Moment first(@Nullable Moment before, Moment here, boolean now) {
        return before == null && now ? here : before;
    }

    private static boolean isStopped(TrustState state) {
        return state == TrustState.HALTED || state == TrustState.DENIED;
    }
}
