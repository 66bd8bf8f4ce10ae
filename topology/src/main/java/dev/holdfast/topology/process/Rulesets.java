package dev.holdfast.topology.process;

import dev.holdfast.record.Coordinates;
import dev.holdfast.record.Deadline;
import dev.holdfast.record.GovernanceRecord;
import dev.holdfast.record.GovernanceState;
import dev.holdfast.record.RulesetRecord;
import dev.holdfast.record.Tick;
import dev.holdfast.record.Walk;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.process.Inbound.Rejected;
import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.intake.Rejection.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings published rulesets into force on a partition. One that is taken is compiled beside the stream thread; when that is done and its time
 * has come, this evaluator sends itself a tick, and where that is read back the rules are swapped: at one place of the partition's inputs, which
 * a replay finds again. Then the executions are judged anew, a few at a time. One thread.
 */
final class Rulesets {
    private static final Logger LOG = LoggerFactory.getLogger(Rulesets.class);
    private static final long RESEND_MILLIS = 2_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final OwnPartition partition;
    private final RulesetCompiler compiler;
    private final ActiveRules active;
    private final GovernanceStore acts;
    private final Outbound outbound;
    private final Walks walks;
    private @Nullable Pending pending;
    private long sentAt = NEVER;

    Rulesets(
            OwnPartition partition,
            RulesetCompiler compiler,
            ActiveRules active,
            GovernanceStore acts,
            Outbound outbound,
            Walks walks) {
        this.partition = partition;
        this.compiler = compiler;
        this.active = active;
        this.acts = acts;
        this.outbound = outbound;
        this.walks = walks;
    }

    /** A ruleset that was taken and is not in force yet. */
    private record Pending(GovernanceState act, CompletableFuture<CompiledRuleset> compiled) {
        private RulesetRecord ruleset() {
            return rulesetOf(act);
        }
    }

    /**
     * Takes up what was in force before; waits until it is compiled.
     *
     * @throws IllegalStateException when what was in force does not compile any more: nothing may be decided by other rules
     */
    void start() {
        GovernanceState before = acts.get(GovernanceStore.RULESET_ACTIVE);
        if (before != null) {
            RulesetRecord ruleset = rulesetOf(before);
            try {
                active.swap(compiler.compile(rulesetOf(ruleset)).join(), ruleset.getVersion());
            } catch (CompletionException e) {
                throw new IllegalStateException(
                        "the ruleset in force, version " + ruleset.getVersion() + " (" + ruleset.getDigest()
                                + "), does not compile with this evaluator; start the evaluator that compiled it and"
                                + " publish another one:\n" + causeOf(e),
                        e);
            }
        }
        GovernanceState waiting = acts.get(GovernanceStore.RULESET_PENDING);
        if (waiting != null) {
            pending = new Pending(waiting, compiler.compile(rulesetOf(rulesetOf(waiting))));
        }
    }

    /** Takes one that policy authors have published, in place of another one that still waits. */
    void take(GovernanceState act, Settlement.Cause cause) throws Rejected {
        RulesetRecord ruleset = rulesetOf(act);
        Ruleset files = rulesetOf(ruleset);
        if (!files.digest().equals(ruleset.getDigest())) {
            throw new Rejected(
                    Reason.RULESET_INVALID,
                    "expected files with the digest " + ruleset.getDigest() + ", found " + files.digest()
                            + "; build the bundle again and publish that");
        }
        Optional<String> lacking = files.lackingOfBaseline();
        if (lacking.isPresent()) {
            throw new Rejected(
                    Reason.RULESET_INVALID,
                    "expected the baseline beside the other packs, found no `" + lacking.get()
                            + "`; publish with `holdfast rules publish`, which adds it");
        }
        if (known(ruleset)) {
            return;
        }
        long newest = Math.max(
                active.version(), pending == null ? 0 : pending.ruleset().getVersion());
        if (ruleset.getVersion() <= newest) {
            throw new Rejected(
                    Reason.GOVERNANCE_ROLLED_BACK,
                    "expected a version of the ruleset above " + newest + ", found " + ruleset.getVersion()
                            + (ruleset.getVersion() == newest ? " with other content" : ""));
        }
        act.setWalk(Walk.newBuilder()
                .setOffset(cause.coordinates().getOffset())
                .setTakenAt(cause.appendedAt())
                .build());
        acts.put(GovernanceStore.RULESET_PENDING, act);
        pending = new Pending(act, compiler.compile(files));
        sentAt = NEVER;
    }

    /** The same again, in force or waiting. */
    private boolean known(RulesetRecord ruleset) {
        boolean inForce =
                ruleset.getVersion() == active.version() && ruleset.getDigest().equals(active.digest());
        return inForce || pending != null && pending.ruleset().equals(ruleset);
    }

    /**
     * Sends the tick for one that is ready.
     *
     * @param wallClock this process's clock, in epoch milliseconds
     * @param reached up to when the inputs have been taken, in epoch milliseconds of the broker's clock
     */
    void look(long wallClock, long reached) {
        if (pending == null || !pending.compiled().isDone() || reached < dueAt(pending)) {
            return;
        }
        if (sentAt != NEVER && wallClock >= sentAt && wallClock - sentAt < RESEND_MILLIS) {
            return;
        }
        sentAt = wallClock;
        var tick = new Tick(
                Deadline.RULESET,
                Instant.ofEpochMilli(dueAt(pending)),
                pending.ruleset().getVersion());
        partition.send(tick);
    }

    /**
     * Brings the one that a tick stands for into force, or refuses it.
     *
     * @param now when the broker appended the tick, in epoch milliseconds
     */
    void take(Tick tick, long now) {
        Pending due = pending;
        if (due == null || tick.getStep() != due.ruleset().getVersion() || now < dueAt(due)) {
            return;
        }
        pending = null;
        acts.delete(GovernanceStore.RULESET_PENDING);
        Walk taken = Objects.requireNonNull(due.act().getWalk(), "what waits says where it was taken");
        Coordinates coordinates = partition.ofGovernance(taken.getOffset());
        CompiledRuleset compiled;
        try {
            // Done, but for an evaluator that has just taken over from another one.
            compiled = due.compiled().join();
        } catch (CompletionException e) {
            refuse(due, coordinates, taken, causeOf(e), now);
            return;
        }
        active.swap(compiled, due.ruleset().getVersion());
        due.act().setWalk(null);
        acts.put(GovernanceStore.RULESET_ACTIVE, due.act());
        LOG.info(
                "event=ruleset_in_force partition={} version={} digest={}",
                partition.number(),
                due.ruleset().getVersion(),
                due.ruleset().getDigest());
        RulesetRecord named =
                RulesetRecord.newBuilder(due.ruleset()).setFiles(List.of()).build();
        GovernanceState walked = GovernanceState.newBuilder(due.act())
                .setAct(GovernanceRecord.newBuilder().setRuleset(named).build())
                .build();
        walks.begin(walked, new Settlement.Cause(coordinates, now));
    }

    private void refuse(Pending due, Coordinates coordinates, Walk taken, String why, long now) {
        LOG.error(
                "event=ruleset_refused partition={} version={} digest={} why={}",
                partition.number(),
                due.ruleset().getVersion(),
                due.ruleset().getDigest(),
                why);
        byte[] key = GovernanceStore.keyOf(due.act());
        outbound.deadLetter(
                key,
                DeadLetters.of(
                        coordinates,
                        taken.getTakenAt(),
                        key,
                        partition.codec().encode(Topic.GOVERNANCE, due.act().getAct()),
                        new Rejection(Reason.RULESET_INVALID, "the rules do not compile:\n" + why)),
                now);
    }

    private static long dueAt(Pending pending) {
        return pending.ruleset().getActivateAt().toEpochMilli();
    }

    private static String causeOf(CompletionException e) {
        return String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    }

    private static RulesetRecord rulesetOf(GovernanceState act) {
        return Objects.requireNonNull(act.getAct().getRuleset(), "an act of this kind has a ruleset");
    }

    private static Ruleset rulesetOf(RulesetRecord ruleset) {
        return Ruleset.of(ruleset.getFiles().stream()
                .map(file -> new Ruleset.RuleFile(file.getPath(), file.getText()))
                .toList());
    }
}
