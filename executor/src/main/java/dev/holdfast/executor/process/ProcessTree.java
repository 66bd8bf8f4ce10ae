package dev.holdfast.executor.process;

import dev.holdfast.executor.process.containment.CgroupEnclosure;
import dev.holdfast.executor.process.containment.Enclosure;
import dev.holdfast.executor.process.containment.Sighting;
import dev.holdfast.executor.process.linux.Proc;
import dev.holdfast.executor.process.linux.ProcStat;
import dev.holdfast.executor.process.linux.Sockets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running program with everything it has started. Safe for use by several threads: one order is carried out at a
 * time, and a halt overtakes all others.
 *
 * <p>A tree ends in one of two ways: {@link #onEmpty()} completes, or {@link #halt} is called. In both {@link #close()}
 * must follow, which removes what the supervision itself put on the machine.
 */
public final class ProcessTree implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);
    private static final Duration RESUME_BOUND = Duration.ofSeconds(2);
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(5);

    /** Between two looks at something ordered a moment ago. */
    private static final Duration SHORT_REST = Duration.ofNanos(300_000);

    /** Between two looks while the program winds up by itself: a tenth of the time waited so far, within these. */
    private static final Duration LEAST_GRACE_REST = Duration.ofMillis(2);

    private static final Duration LONGEST_GRACE_REST = Duration.ofMillis(50);

    private final Opening parts;
    private final Enclosure enclosure;
    private final Sockets sockets = new Sockets(Proc.system());
    private final Vigil vigil;
    private final ReentrantLock order = new ReentrantLock();
    private final long begunNanos = System.nanoTime();
    /** When the earliest grace period asked for ends, counted from the start; the largest number while nobody halts. */
    private final AtomicLong graceEndNanos = new AtomicLong(Long.MAX_VALUE);

    private volatile boolean paused;

    /** Guarded by {@code order}. */
    private boolean askedToEnd;

    private ProcessTree(Opening parts) {
        this.parts = parts;
        this.enclosure = parts.enclosure();
        this.vigil = new Vigil(parts, this::keepPaused);
    }

    /**
     * Starts a program with this process's standard input, output and error. When this returns, the program is enclosed and
     * guarded by the watchman.
     *
     * @throws LaunchException if it was not started; its reason says what to change
     */
    public static ProcessTree start(Launch launch) throws LaunchException {
        ProcessTree tree = new ProcessTree(Opening.of(launch));
        tree.vigil.begin();
        return tree;
    }

    /** The first process's id. It means nothing once {@link #onExit()} has completed. */
    public long pid() {
        return parts.main().pid();
    }

    /** How the processes are kept together: {@code CGROUP} or {@code MARKER}. */
    public Containment containment() {
        return enclosure instanceof CgroupEnclosure ? Containment.CGROUP : Containment.MARKER;
    }

    /**
     * Makes every process stand still (cgroup.freeze, or SIGSTOP), and waits until that is seen.
     *
     * @param bound how long to wait at most; a tree of ten takes a few milliseconds
     * @return {@code Stopped}, {@code Gone} if nobody was left, {@code Unconfirmed}, or {@code Overtaken} by a halt
     */
    public Effect pause(Duration bound) {
        return command(bound, patience -> {
            paused = true;
            return until(patience, bound, enclosure::stop, Effect.Stopped::new);
        });
    }

    /**
     * Lets every process go on, and waits up to two seconds until none is seen standing still. Those that had been stopped before the pause go on
     * too.
     *
     * @return {@code Running}, {@code Gone}, {@code Unconfirmed}, or {@code Overtaken} by a halt
     */
    public Effect resume() {
        return command(RESUME_BOUND, patience -> {
            paused = false;
            return until(patience, RESUME_BOUND, enclosure::resume, Effect.Running::new);
        });
    }

    /**
     * Ends the tree: asks every process to end (SIGTERM, and whatever lets it run again), waits, then kills those that are left and whatever they
     * have started since. Final: pauses and resumes under way return {@code Overtaken}, as do later ones. Of several halts the
     * shortest grace counts.
     *
     * @param grace how long they may take to end by themselves; zero kills at once
     * @param bound how long to wait, after the grace, until nobody is seen
     * @return {@code Gone} or {@code Unconfirmed}
     */
    public Effect halt(Duration grace, Duration bound) {
        try (Patience patience = new Patience()) {
            graceEndNanos.accumulateAndGet(sinceStart() + grace.toNanos(), Math::min);
            Duration limit = grace.plus(bound);
            if (!patience.lock(order, limit)) {
                return new Effect.Unconfirmed(survivors(), patience.elapsed());
            }
            try {
                paused = false;
                boolean killing = sinceStart() >= graceEndNanos.get();
                if (!askedToEnd && !killing) {
                    askedToEnd = true;
                    enclosure.terminate();
                }
                Effect effect = windUp(patience, limit, killing);
                if (effect instanceof Effect.Gone) {
                    vigil.end(true);
                }
                return effect;
            } finally {
                order.unlock();
            }
        }
    }

    private Effect windUp(Patience patience, Duration limit, boolean killAtOnce) {
        boolean killing = false;
        boolean killed = false;
        int empty = 0;
        while (true) {
            if (!killing && (killAtOnce || sinceStart() >= graceEndNanos.get())) {
                killing = true;
                killed = !enclosure.look().alive().isEmpty();
            }
            Sighting now = killing ? enclosure.kill() : enclosure.look();
            killed |= killing && !now.alive().isEmpty();
            empty = now.gone() ? empty + 1 : 0;
            if (empty >= enclosure.looksNeeded()) {
                return new Effect.Gone(killed, patience.elapsed());
            }
            if (killing && patience.past(limit)) {
                return new Effect.Unconfirmed(now.alive(), patience.elapsed());
            }
            if (empty == 0) {
                patience.rest(killing ? SHORT_REST : graceRest(patience.elapsed()));
            }
        }
    }

    private static Duration graceRest(Duration waited) {
        Duration tenth = waited.dividedBy(10);
        Duration atMost = tenth.compareTo(LONGEST_GRACE_REST) < 0 ? tenth : LONGEST_GRACE_REST;
        return atMost.compareTo(LEAST_GRACE_REST) > 0 ? atMost : LEAST_GRACE_REST;
    }

    /** Pids of the processes that live now, also after the first one has ended. */
    public List<Long> survivors() {
        return enclosure.members().stream().map(ProcStat::pid).toList();
    }

    /** What the tree uses now. Never throws because processes vanish. */
    public Measurement measure() {
        List<ProcStat> members = enclosure.members();
        long residentBytes = members.stream().mapToLong(ProcStat::residentBytes).sum();
        return new Measurement(enclosure.cpuMillis(), residentBytes, members.size(), sockets.established(members));
    }

    /**
     * Completes when the first process ends, with its exit code, or 128 and the number of the signal that ended it. Others of the
     * tree may live on: {@link #onEmpty()}.
     */
    public CompletableFuture<Integer> onExit() {
        return parts.main().onExit().thenApply(Process::exitValue);
    }

    /** Completes when the first process has ended and no other was seen to be left. */
    public CompletableFuture<Void> onEmpty() {
        return vigil.empty();
    }

    /**
     * Completes, with an exit code, if the watchman ends before the tree is closed. Nothing then ends the tree if this JVM is
     * killed: the caller should halt it.
     */
    public CompletableFuture<Integer> watchmanLost() {
        return parts.watchman().lost();
    }

    /** Kills whatever is left, waits up to five seconds until it is gone, and removes the control group and the watchman. */
    @Override
    public void close() {
        Effect effect = halt(Duration.ZERO, CLOSE_BOUND);
        boolean gone = effect instanceof Effect.Gone;
        vigil.end(gone);
        if (gone && removed()) {
            parts.watchman().release();
        } else {
            LOG.error("processes were left, the watchman goes on killing them: pid={} effect={}", pid(), effect);
            parts.watchman().unleash();
        }
    }

    private boolean removed() {
        try (Patience patience = new Patience()) {
            boolean removed = enclosure.remove();
            while (!removed && !patience.past(CLOSE_BOUND)) {
                patience.rest(LEAST_GRACE_REST);
                removed = enclosure.remove();
            }
            return removed;
        }
    }

    @FunctionalInterface
    private interface Order {
        Effect carryOut(Patience patience);
    }

    @FunctionalInterface
    private interface Seen {
        Effect of(int processes, Duration elapsed);
    }

    private Effect command(Duration bound, Order wanted) {
        try (Patience patience = new Patience()) {
            if (halting()) {
                return new Effect.Overtaken(patience.elapsed());
            }
            if (!patience.lock(order, bound)) {
                return halting()
                        ? new Effect.Overtaken(patience.elapsed())
                        : new Effect.Unconfirmed(survivors(), patience.elapsed());
            }
            try {
                return wanted.carryOut(patience);
            } finally {
                order.unlock();
            }
        }
    }

    /** Gives an order again and again until every process shows it, in as many looks in a row as the enclosure needs. */
    private Effect until(Patience patience, Duration bound, Supplier<Sighting> ordered, Seen seen) {
        int agreed = 0;
        while (!halting()) {
            Sighting now = ordered.get();
            agreed = now.settled() ? agreed + 1 : 0;
            if (agreed >= enclosure.looksNeeded()) {
                return now.gone()
                        ? new Effect.Gone(false, patience.elapsed())
                        : seen.of(now.alive().size(), patience.elapsed());
            }
            if (patience.past(bound)) {
                return new Effect.Unconfirmed(now.awaited(), patience.elapsed());
            }
            if (agreed == 0) {
                patience.rest(SHORT_REST);
            }
        }
        return new Effect.Overtaken(patience.elapsed());
    }

    /** Stops whoever was woken from outside since. Leaves it to the order under way, if there is one. */
    private void keepPaused() {
        if (paused && order.tryLock()) {
            try {
                if (paused && !halting()) {
                    enclosure.stop();
                }
            } finally {
                order.unlock();
            }
        }
    }

    private boolean halting() {
        return graceEndNanos.get() != Long.MAX_VALUE;
    }

    private long sinceStart() {
        return System.nanoTime() - begunNanos;
    }
}
