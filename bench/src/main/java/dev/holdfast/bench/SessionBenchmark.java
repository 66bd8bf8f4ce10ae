package dev.holdfast.bench;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.trust.session.Admission;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it takes to establish whose a heartbeat of a session is: all that {@code SessionVerifier} does, with the session read from the
 * execution's state, the heartbeat already decoded. Microseconds.
 *
 * <p>The limit to meet: {@link #verifyAmortized} in less than 3 us at the median.
 */
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SessionBenchmark {

    /** One that rests on its code alone. */
    @Benchmark
    public Admission verifySession(SessionRun run) {
        return run.verifyFirst();
    }

    /** One that is signed as well. */
    @Benchmark
    public Admission verifyCheckpoint(SessionRun run) {
        return run.verifyCheckpoint();
    }

    /** Per heartbeat, from one signed one to the next, which is among them. */
    @Benchmark
    @OperationsPerInvocation(SessionRun.HEARTBEATS)
    public ExecutionState verifyAmortized(SessionRun run) {
        return run.verifyRun();
    }
}
