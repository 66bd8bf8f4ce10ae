package dev.holdfast.lineage.audit;

import dev.holdfast.lineage.ChainEnd;
import dev.holdfast.lineage.decision.EntryFlaws;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.execution.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has to be known of one execution to judge its next entry. One thread. */
final class Life {
    private ChainEnd end;
    private @Nullable LineageEntry last;
    private long leased;
    private long grantEnd;
    private @Nullable ControlAction standing;
    private @Nullable Decreed unseen;

    /** A command that was decided and has not been seen on its topic. */
    record Decreed(Place place, ControlAction action, long epoch, long decidedAt) {}

    Life(ChainEnd end) {
        this.end = end;
    }

    /** Why an entry does not follow, by number or hash; empty when it does. */
    Optional<String> flaw(LineageEntry next) {
        return end.flaw(next);
    }

    /** What the entry before was; null when it is not known. */
    EntryFlaws.@Nullable Before before() {
        return last == null ? null : EntryFlaws.Before.of(last);
    }

    /** Instant of the entry before, in epoch milliseconds. */
    long decidedAt() {
        return last == null ? Long.MIN_VALUE : last.getDecidedAt().toEpochMilli();
    }

    /** The last heartbeat that was answered with a lease; 0 before the first. */
    long leased() {
        return leased;
    }

    boolean isEnded() {
        return last != null && Position.of(last.getTo()).isFinal();
    }

    @Nullable
    TrustState stands() {
        return last == null ? null : last.getTo();
    }

    /** The command that stands, of which an executor that does not obey is told again. */
    @Nullable
    ControlAction standing() {
        return standing;
    }

    @Nullable
    Decreed unseen() {
        return unseen;
    }

    void setUnseen(@Nullable Decreed decreed) {
        unseen = decreed;
    }

    /** Goes on to an entry, whatever was wrong with it, so that one fault is not told many times. */
    void reach(LineageEntry entry, byte[] hash, long grantEnd) {
        boolean reopened = last != null && last.getTo() == TrustState.DENIED && entry.getFrom() == TrustState.PENDING;
        standing = entry.getCommand() != null ? entry.getCommand() : reopened ? null : standing;
        leased = entry.getLeasedSequence() != null ? entry.getLeasedSequence() : leased;
        end = ChainEnd.at(entry, hash);
        last = entry;
        this.grantEnd = grantEnd;
    }

    /** When its grant ends, by its last entry, in epoch milliseconds: it is not forgotten before. */
    long grantEnd() {
        return grantEnd;
    }

    /** Whether the evaluator has forgotten it by an instant: it has ended, and its grant as well, a good while ago. */
    boolean isForgotten(long now, long longAgo) {
        return isEnded() && now - longAgo > Math.max(grantEnd, decidedAt());
    }
}
