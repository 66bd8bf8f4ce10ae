package dev.holdfast.topology.time;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;

/**
 * A process's clock that is read once and goes on steadily from there, whatever the machine's is set to. Kafka Streams counts by its clock when to commit and when to
 * call punctuations: set back by an hour, it would do neither for an hour, and whoever falls silent would not be noticed for as long. That it may differ from the
 * brokers' clock is {@link BrokerClock}'s business. Any thread.
 */
public final class SteadyTime implements Time {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Time machine;
    private final long startMillis;
    private final long startNanos;

    /** @param machine the machine's clock, of which the nanoseconds are steady */
    public SteadyTime(Time machine) {
        this.machine = machine;
        this.startMillis = machine.milliseconds();
        this.startNanos = machine.nanoseconds();
    }

    @Override
    public long milliseconds() {
        return startMillis + (machine.nanoseconds() - startNanos) / NANOS_PER_MILLI;
    }

    @Override
    public long nanoseconds() {
        return machine.nanoseconds();
    }

    @Override
    public void sleep(long millis) {
        machine.sleep(millis);
    }

    @Override
    public void waitObject(Object monitor, Supplier<Boolean> condition, long deadlineMillis)
            throws InterruptedException {
        synchronized (monitor) {
            while (!condition.get()) {
                long left = deadlineMillis - milliseconds();
                if (left <= 0) {
                    throw new TimeoutException("the condition was not met by " + deadlineMillis + " ms of this clock");
                }
                monitor.wait(left);
            }
        }
    }
}
