package dev.holdfast.topology.process;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.Tick;
import dev.holdfast.record.Walk;
import dev.holdfast.rules.CompiledRuleset;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A ruleset that was taken and is not in its place yet. Once it is compiled and its time has come, a tick is sent; where that is read back, its
 * place is taken. One thread.
 */
final class WaitingRuleset {
    private static final long RESEND_MILLIS = 2_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final OwnPartition partition;
    private final Deadline kind;
    private final PublishedRuleset ruleset;
    private final CompletableFuture<CompiledRuleset> compiled;
    private long sentAt = NEVER;

    /** @param kind of the tick that is sent for it */
    WaitingRuleset(
            OwnPartition partition,
            Deadline kind,
            PublishedRuleset ruleset,
            CompletableFuture<CompiledRuleset> compiled) {
        this.partition = partition;
        this.kind = kind;
        this.ruleset = ruleset;
        this.compiled = compiled;
    }

    PublishedRuleset ruleset() {
        return ruleset;
    }

    /**
     * Sends the tick when it is ready.
     *
     * @param wallClock this process's clock, in epoch milliseconds
     * @param reached up to when the inputs have been taken, in epoch milliseconds of the broker's clock
     */
    void look(long wallClock, long reached) {
        if (!compiled.isDone() || reached < ruleset.dueAt()) {
            return;
        }
        if (sentAt != NEVER && wallClock >= sentAt && wallClock - sentAt < RESEND_MILLIS) {
            return;
        }
        sentAt = wallClock;
        partition.send(new Tick(kind, Instant.ofEpochMilli(ruleset.dueAt()), ruleset.version()));
    }

    /**
     * Whether a tick stands for it, and its time has come.
     *
     * @param now when the broker appended the tick, in epoch milliseconds
     */
    boolean isMeantBy(Tick tick, long now) {
        return tick.getStep() == ruleset.version() && now >= ruleset.dueAt();
    }

    /**
     * The ruleset; done, but for an evaluator that has just taken over from another one.
     *
     * @throws CompletionException when it does not compile; {@link #reason} says why
     */
    CompiledRuleset compiled() {
        return compiled.join();
    }

    /** Why a ruleset does not compile. */
    static String reason(CompletionException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    /** Where its record stands. */
    Coordinates coordinates() {
        return partition.ofGovernance(taken().getOffset());
    }

    /** When the broker appended its record, in epoch milliseconds. */
    long takenAt() {
        return taken().getTakenAt();
    }

    private Walk taken() {
        return Objects.requireNonNull(ruleset.act().getWalk(), "what waits says where it was taken");
    }
}
