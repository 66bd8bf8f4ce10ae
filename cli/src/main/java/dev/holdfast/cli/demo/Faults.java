package dev.holdfast.cli.demo;

import dev.holdfast.executor.Vitals;
import dev.holdfast.stack.host.TcpRelay;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What goes wrong from outside: a measurement that hangs, a connection that is cut. */
final class Faults implements AutoCloseable {
    private static final Duration AFTER_THE_START = Duration.ofSeconds(2);

    private final TcpRelay relay;
    private volatile boolean hanging;
    private final CountDownLatch demoOver = new CountDownLatch(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "holdfast-faults");
        thread.setDaemon(true);
        return thread;
    });

    /** @param relay between one executor and the broker */
    Faults(TcpRelay relay) {
        this.relay = relay;
    }

    /** Vitals that hang for good from {@link #hangSoon} on; with them, the heartbeats stop. */
    Vitals hanging(Vitals vitals, Runnable told) {
        return () -> {
            if (hanging && demoOver.getCount() > 0) {
                told.run();
                awaitTheEnd();
            }
            return vitals.read();
        };
    }

    /** Has the vitals hang two seconds from now. */
    void hangSoon() {
        soon(() -> hanging = true);
    }

    /** Cuts the relay two seconds from now. */
    void cutSoon(Runnable told) {
        soon(() -> {
            told.run();
            relay.cut();
        });
    }

    private void soon(Runnable fault) {
        timer.schedule(fault, AFTER_THE_START.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void awaitTheEnd() {
        try {
            demoOver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        demoOver.countDown();
        timer.shutdownNow();
        relay.close();
    }
}
