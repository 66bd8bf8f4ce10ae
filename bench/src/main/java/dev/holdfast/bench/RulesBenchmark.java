package dev.holdfast.bench;

import dev.holdfast.trust.verdict.Finding;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What many rules cost: one evaluation of a healthy execution, under 20 rules and under 500, beside the baseline. Microseconds.
 *
 * <p>The limit to meet: 500 rules at most twice the median of 20, and less than 2 us.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RulesBenchmark {
    /** The rules alone. */
    @Benchmark
    public List<Finding> evaluation(WarmExecution execution, RuleCount count) {
        return count.engine.evaluate(execution.facts);
    }
}
