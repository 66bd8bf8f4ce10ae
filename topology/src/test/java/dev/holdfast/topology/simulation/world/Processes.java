package dev.holdfast.topology.simulation.world;

import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.simulation.invariant.Observed;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** What the processes of evaluator and log do, and what is done to them. */
final class Processes {
    private static final int HOUR = 3_600_000;
    private static final int COMMIT_INTERVAL = 1_000;

    private final SplittableRandom random;
    private final Mishaps mishaps;
    private final Profile profile;
    private final Agenda agenda;
    private final Evaluation evaluation;
    private final @Nullable LogStage log;
    private final Consumer<Observed> readUncommitted;
    private final Consumer<Observed> readCommitted;
    private final ObjIntConsumer<Input> deliver;
    private long committedAt;
    private boolean over;

    /**
     * @param log null in a world without one
     * @param readUncommitted is shown what is written, at once
     * @param readCommitted is shown what is written, when it is for good
     * @param deliver appends a record within so many milliseconds
     */
    Processes(
            SplittableRandom random,
            Mishaps mishaps,
            Profile profile,
            Agenda agenda,
            Evaluation evaluation,
            @Nullable LogStage log,
            Consumer<Observed> readUncommitted,
            Consumer<Observed> readCommitted,
            ObjIntConsumer<Input> deliver) {
        this.random = random;
        this.mishaps = mishaps;
        this.profile = profile;
        this.agenda = agenda;
        this.evaluation = evaluation;
        this.log = log;
        this.readUncommitted = readUncommitted;
        this.readCommitted = readCommitted;
        this.deliver = deliver;
        this.committedAt = agenda.now();
    }

    /** Nothing happens to them any more, and they have all the time in the world. */
    void calm() {
        over = true;
    }

    /** They take all there is, for good. */
    void finish() {
        while (!evaluation.owner().reader().waiting().isEmpty()) {
            takeOne(evaluation.owner());
        }
        commit();
        if (log != null) {
            log.end(agenda.now());
        }
    }

    void close() {
        if (log != null) {
            log.close();
        }
        evaluation.close();
    }

    /** A thread's turn: it takes some records, looks at the clock, and may end its transaction, or end itself, or lose the partition. */
    void turn() {
        Owner owner = evaluation.owner();
        if (!profile.clockFalls() && mishaps.onceIn(80)) {
            owner.setClock(owner.clockSetBy() + random.nextInt(HOUR));
        }
        work(owner);
        if (log != null) {
            log.turn(agenda.now());
        }
        boolean mayEnd = profile.crashes() && !over;
        boolean awaited = owner.task().takeCommitAwaited() && profile.crashes();
        if (mayEnd && mishaps.onceIn(120)) {
            evaluation.crash(agenda.now(), move(owner));
            committedAt = agenda.now();
        } else if (mayEnd && mishaps.onceIn(120)) {
            rebalance();
        } else if (awaited || agenda.now() - committedAt >= COMMIT_INTERVAL) {
            commit();
            if (mayEnd && mishaps.onceIn(40)) {
                evaluation.crash(agenda.now(), move(owner));
            }
        }
        int pause = over ? 16_000 : mishaps.onceIn(60) ? 2_500 : 150;
        agenda.in(10 + random.nextInt(pause), this::turn);
    }

    private void work(Owner owner) {
        int records = random.nextInt(mishaps.onceIn(10) ? 40 : 7);
        while (records > 0 && !owner.reader().waiting().isEmpty()) {
            takeOne(owner);
            records--;
        }
        evaluation.look(owner, agenda.now()).forEach(this::tick);
    }

    /** Another machine gets the partition. The one that had it stands still, for a moment or for long, and then goes on as if nothing had been. */
    private void rebalance() {
        Owner zombie = evaluation.rebalance(agenda.now(), random.nextInt(4 * HOUR) - 2 * HOUR);
        committedAt = agenda.now();
        agenda.in(random.nextInt(mishaps.onceIn(3) ? 6_000 : 400), () -> goOn(zombie));
    }

    private void goOn(Owner zombie) {
        if (!over) {
            work(zombie);
        }
        if (over || zombie.task().takeCommitAwaited() || mishaps.onceIn(3)) {
            evaluation.commit(zombie, this::committed);
        } else {
            agenda.in(10 + random.nextInt(150), () -> goOn(zombie));
        }
    }

    /** Which topic is next is nobody's to know. */
    private void takeOne(Owner owner) {
        List<Topic> waiting = owner.reader().waiting();
        evaluation.take(owner, waiting.get(random.nextInt(waiting.size())), this::uncommitted);
    }

    private void commit() {
        committedAt = agenda.now();
        evaluation.commit(evaluation.owner(), this::committed);
    }

    /** Ticks are lost, late or come twice, like everything that is sent. */
    private void tick(Input tick) {
        int times = mishaps.onceIn(12) ? 0 : mishaps.onceIn(12) ? 2 : 1;
        for (int i = 0; i < times; i++) {
            deliver.accept(tick, mishaps.onceIn(10) ? 3_000 : 20);
        }
    }

    /** Another process, on the same machine or on one whose clock shows something else: by how much. */
    private long move(Owner before) {
        if (!mishaps.onceIn(2)) {
            return before.clockSetBy();
        }
        return mishaps.onceIn(3) ? 0 : random.nextInt(4 * HOUR) - 2 * HOUR;
    }

    private void uncommitted(Observed written) {
        if (log != null && profile.lack() == Profile.Lack.ISOLATION) {
            log.append(written);
        }
        readUncommitted.accept(written);
    }

    private void committed(Observed written) {
        if (log != null) {
            if (profile.lack() != Profile.Lack.ISOLATION) {
                log.append(written);
            }
            log.committed(written);
        }
        readCommitted.accept(written);
    }
}
