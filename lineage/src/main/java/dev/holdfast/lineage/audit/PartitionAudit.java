package dev.holdfast.lineage.audit;

import dev.holdfast.lineage.ChainEnd;
import dev.holdfast.lineage.LogOrigin;
import dev.holdfast.lineage.decision.EntryFlaws;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.verify.Vouched;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.record.TrustState;
import dev.holdfast.trust.evidence.Quoted;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Audits one partition. Give it all checkpoints, then all commands, committed ones first, then all of lineage, each in the order of the offsets, and end. A
 * command and its decision are committed together, so decisions that were read later than the commands must not be missed among them: {@link #end}'s bound. One
 * thread.
 */
public final class PartitionAudit {
    /** An evaluator forgets an ended execution a minute after its grant's end; so long after, nothing of it is expected any more. */
    static final Duration FORGOTTEN = Duration.ofDays(1);

    /** How long commands are kept, less a day by which clocks may be apart. */
    static final Duration RETAINED = Duration.ofDays(6);

    private static final int SWEEP = 100_000;

    private final Account account;
    private final Checkpoints checkpoints;
    private final Commands commands;
    private final Bounds bounds;
    private final Map<String, Life> lives = new HashMap<>();
    private Frontier tree = Frontier.empty();
    private long newest;
    private long from = Long.MIN_VALUE;
    private int sinceSweep;

    /**
     * Where the topics begin and end.
     *
     * @param lineageFrom the first place of lineage that is still there
     * @param demandBefore decisions from this offset of lineage on need not have their commands, which were read before
     * @param controlFrom offset of the first command that is still there
     */
    public record Bounds(Place lineageFrom, long demandBefore, long controlFrom) {}

    /** @param vouched who signs the log, by the root key */
    public PartitionAudit(LogOrigin origin, Vouched vouched, Bounds bounds, Account account) {
        this.account = account;
        this.bounds = bounds;
        this.checkpoints = new Checkpoints(origin, vouched, account);
        this.commands = new Commands(account);
    }

    /** A checkpoint. */
    public void checkpoint(Place place, LogCheckpoint checkpoint) {
        checkpoints.take(place, checkpoint);
    }

    /** A command of a transaction that was committed. */
    public void command(Place place, String executionId, ControlCommand command) {
        commands.take(place, executionId, command);
    }

    /** A committed record of control that is no command for one execution. */
    public void otherCommand(Place place) {
        commands.note(place.offset());
    }

    /** A command, whether or not it was committed; those that were are known already. */
    public void uncommittedCommand(Place place, String executionId, ControlCommand command) {
        commands.takeUncommitted(place, executionId, command);
    }

    /** A record that should not be where it is. */
    public void misplaced(Place place, String why) {
        account.add(Weight.FALSE, Subject.RECORDS, place, why);
    }

    /** The next committed record of lineage. */
    public void entry(EntryReader.Read read) {
        if (isCut()) {
            checkpoints.cannotTell(bounds.lineageFrom());
        }
        tree = tree.append(read.leaf());
        account.entry();
        read.flaws()
                .forEach(flaw -> account.add(flaw.weight(), flaw.subject(), read.place(), named(read, flaw.text())));
        read.entry().ifPresent(entry -> take(read, entry));
        checkpoints.grown(tree, read.place(), newest);
        if (++sinceSweep >= SWEEP) {
            sweep();
        }
    }

    private static String named(EntryReader.Read read, String text) {
        return read.entry().map(entry -> name(entry) + ": " + text).orElse(text);
    }

    private static String name(LineageEntry entry) {
        return "entry " + entry.getEntry() + " of " + Quoted.text(entry.getExecutionId());
    }

    private void take(EntryReader.Read read, LineageEntry entry) {
        long now = entry.getDecidedAt().toEpochMilli();
        newest = Math.max(newest, now);
        account.decided(now);
        from = from == Long.MIN_VALUE ? now : from;
        String id = entry.getExecutionId();
        Life life = lives.get(id);
        if (life == null || begins(read, entry, life)) {
            if (life != null) {
                settle(life);
            }
            life = begun(read, entry);
            lives.put(id, life);
            account.execution();
        } else {
            Optional<String> broken = life.flaw(entry);
            broken.ifPresent(flaw -> isFalse(Subject.CHAINS, read, flaw));
        }
        order(read, entry, life, now);
        for (String flaw : EntryFlaws.after(life.before(), entry)) {
            isFalse(Subject.DECISIONS, read, name(entry) + ": " + flaw);
        }
        command(read, entry, life, now);
        life.reach(entry, read.leaf().bytes(), read.grantEnd());
    }

    /** An id may be used again, once the evaluator has forgotten what ended under it. */
    private boolean begins(EntryReader.Read read, LineageEntry entry, Life before) {
        boolean first = entry.getEntry() == 1
                && ChainEnd.empty(entry.getExecutionId()).flaw(entry).isEmpty();
        if (first && !before.isEnded()) {
            isFalse(
                    Subject.CHAINS,
                    read,
                    "expected the entries of " + Quoted.text(entry.getExecutionId()) + " to go on, which stands in "
                            + before.stands() + ", found them to begin anew");
        } else if (first && entry.getDecidedAt().toEpochMilli() < before.grantEnd()) {
            isFalse(
                    Subject.CHAINS,
                    read,
                    "expected " + Quoted.text(entry.getExecutionId())
                            + " not to be used again before its grant's end at "
                            + Instant.ofEpochMilli(before.grantEnd()) + ", found its entries to begin anew at "
                            + entry.getDecidedAt());
        }
        return first;
    }

    private Life begun(EntryReader.Read read, LineageEntry entry) {
        var life = new Life(ChainEnd.empty(entry.getExecutionId()));
        Optional<String> flaw = life.flaw(entry);
        if (flaw.isPresent() && isCut() && entry.getEntry() > 1) {
            account.add(
                    Weight.CANNOT_TELL,
                    Subject.CHAINS,
                    read.place(),
                    name(entry) + ": what came before it is no longer there");
        } else if (flaw.isPresent()) {
            isFalse(Subject.CHAINS, read, flaw.get());
        } else if (entry.getFrom() != TrustState.PENDING) {
            isFalse(
                    Subject.DECISIONS,
                    read,
                    name(entry) + ": expected an execution to begin in PENDING, found it in " + entry.getFrom());
        }
        return life;
    }

    private void order(EntryReader.Read read, LineageEntry entry, Life life, long now) {
        if (now < life.decidedAt()) {
            isFalse(
                    Subject.ORDER,
                    read,
                    name(entry) + ": expected an instant from that of the entry before on, found one "
                            + (life.decidedAt() - now) + " ms earlier");
        }
        Long leased = entry.getLeasedSequence();
        if (leased != null && leased <= life.leased()) {
            isFalse(
                    Subject.ORDER,
                    read,
                    name(entry) + ": expected a lease for a heartbeat after number " + life.leased()
                            + ", found one for number " + leased);
        }
        if (read.sequenceGap() < 0) {
            isFalse(
                    Subject.ORDER,
                    read,
                    name(entry) + ": expected a gap of 0 heartbeats or more, found " + read.sequenceGap());
        } else if (read.sequenceGap() > 0) {
            account.gap(read.sequenceGap());
            account.add(
                    Weight.NOTED,
                    Subject.ORDER,
                    read.place(),
                    name(entry) + ": " + read.sequenceGap() + " heartbeats were missed before the one that led to it");
        }
    }

    private void command(EntryReader.Read read, LineageEntry entry, Life life, long now) {
        boolean there = commands.decided(entry, life.standing());
        if (entry.getCommand() == null) {
            return;
        }
        if (life.unseen() != null) {
            // Of the commands for one execution, compaction keeps the last.
            account.superseded();
        }
        boolean demanded = !there && read.place().offset() < bounds.demandBefore();
        life.setUnseen(demanded ? new Life.Decreed(read.place(), entry.getCommand(), entry.getEpoch(), now) : null);
    }

    private void settle(Life life) {
        Life.Decreed unseen = life.unseen();
        if (unseen == null) {
            return;
        }
        life.setUnseen(null);
        if (bounds.controlFrom() > 0 && unseen.decidedAt() < newest - RETAINED.toMillis()) {
            account.expired();
        } else {
            account.add(
                    Weight.FALSE,
                    Subject.COMMANDS,
                    unseen.place(),
                    "expected the command " + unseen.action() + " of epoch " + unseen.epoch()
                            + " on control, as it was decided, found none");
        }
    }

    private void sweep() {
        sinceSweep = 0;
        lives.values().removeIf(life -> {
            boolean forgotten = life.isForgotten(newest, FORGOTTEN.toMillis());
            if (forgotten) {
                settle(life);
            }
            return forgotten;
        });
    }

    private void isFalse(Subject subject, EntryReader.Read read, String text) {
        account.add(Weight.FALSE, subject, read.place(), text);
    }

    /** Whether the beginning of lineage is no longer there. */
    private boolean isCut() {
        return bounds.lineageFrom().offset() > 0;
    }

    /** All was given. */
    public void end() {
        if (isCut()) {
            checkpoints.cannotTell(bounds.lineageFrom());
        }
        if (!checkpoints.hasAny() && from != Long.MIN_VALUE) {
            account.unsigned(bounds.lineageFrom(), tree.size(), from);
        }
        checkpoints.end(
                tree.size(),
                bounds.lineageFrom().topic() + "-" + bounds.lineageFrom().partition());
        lives.values().forEach(this::settle);
        // Of a log from which all is gone nothing says which commands had decisions in it.
        long nothing = from == Long.MIN_VALUE ? Long.MAX_VALUE : from;
        commands.end(isCut() ? nothing : Long.MIN_VALUE);
    }

    /** How many executions are held in memory. */
    int held() {
        return lives.size();
    }
}
