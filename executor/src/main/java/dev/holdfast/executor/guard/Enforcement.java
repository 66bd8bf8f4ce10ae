package dev.holdfast.executor.guard;

import dev.holdfast.executor.Enforcer;
import dev.holdfast.executor.Enforcer.Outcome;
import dev.holdfast.record.Standing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the latest order carried out, again and again until its effect has been seen. Pauses and resumptions one after another on one
 * thread; a halt on another, so that it overtakes them.
 */
public final class Enforcement implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Enforcement.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final Enforcer enforcer;
    private final Listener listener;
    private final Thread pausing;
    private final Thread halting;
    private final CountDownLatch halted = new CountDownLatch(1);
    private volatile Outcome.@Nullable Seen haltSeen;
    private Order latest = new Order(Standing.WAITING, 0);
    private boolean closed;

    /** Learns what came of an order. Called on the threads of this class. */
    public interface Listener {
        /**
         * The effect has been seen.
         *
         * @param order what had been ordered; maybe not the latest any more
         */
        void effective(Order order, Outcome.Seen seen);

        /** It has not, and is tried again. */
        void notEffective(Order order, String detail);
    }

    /**
     * What is to be.
     *
     * @param standing {@code RUNNING}, {@code PAUSED} or {@code HALTED}; {@code WAITING} before the first order
     * @param number rises with every order
     */
    public record Order(Standing standing, long number) {}

    /** Starts its threads. */
    public Enforcement(Enforcer enforcer, Listener listener) {
        this.enforcer = enforcer;
        this.listener = listener;
        this.pausing = daemon(this::pauseAndResume, "holdfast-enforcement");
        this.halting = daemon(this::halt, "holdfast-halt");
        pausing.start();
        halting.start();
    }

    /** Orders. After a halt, nothing else counts. */
    public synchronized Order order(Standing standing) {
        if (latest.standing() != Standing.HALTED) {
            latest = new Order(standing, latest.number() + 1);
            notifyAll();
        }
        return latest;
    }

    /** Waits until a halt has been seen in effect; false when the time passes first. */
    public boolean awaitHalted(Duration within) throws InterruptedException {
        return halted.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What was seen of a halt; null as long as it has not been seen in effect. */
    public Outcome.@Nullable Seen haltSeen() {
        return haltSeen;
    }

    private void pauseAndResume() {
        long done = 0;
        try {
            while (true) {
                Order order = next(done);
                if (order == null) {
                    return;
                }
                if (carryOut(order)) {
                    done = order.number();
                } else {
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The latest order that is not done; null when there will be none any more. */
    private synchronized @Nullable Order next(long done) throws InterruptedException {
        while (!closed && latest.standing() != Standing.HALTED && latest.number() == done) {
            wait();
        }
        return closed || latest.standing() == Standing.HALTED ? null : latest;
    }

    private void halt() {
        try {
            Order order = awaitHaltOrder();
            if (order == null) {
                return;
            }
            while (!carryOut(order)) {
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
            }
            halted.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Order awaitHaltOrder() throws InterruptedException {
        while (!closed && latest.standing() != Standing.HALTED) {
            wait();
        }
        return latest.standing() == Standing.HALTED ? latest : null;
    }

    private boolean carryOut(Order order) {
        try {
            Outcome outcome = switch (order.standing()) {
                case WAITING, PAUSED -> enforcer.pause();
                case RUNNING -> enforcer.resume();
                case HALTED -> enforcer.halt();
            };
            if (outcome instanceof Outcome.Seen seen) {
                if (order.standing() == Standing.HALTED) {
                    haltSeen = seen;
                }
                listener.effective(order, seen);
                return true;
            }
            listener.notEffective(order, ((Outcome.NotSeen) outcome).detail());
        } catch (RuntimeException e) {
            LOG.error("event=enforcement_failed standing={}", order.standing(), e);
            listener.notEffective(order, e.toString());
        }
        return false;
    }

    /** Ends its threads. A halt under way is not interrupted. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        pausing.interrupt();
    }

    private static Thread daemon(Runnable work, String name) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
