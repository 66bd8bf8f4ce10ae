package dev.holdfast.bench.suite;

import dev.holdfast.bench.machine.Machine;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** CPU time of the process in an iteration, for each operation in it; microseconds. Made by JMH, by its name. */
public final class CpuProfiler implements InternalProfiler {
    static final String NAME = "cpu";

    private long before;

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = Machine.cpuNanos();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        long operations = result.getMetadata().getAllOps();
        double micros = (Machine.cpuNanos() - before) / 1e3 / Math.max(1, operations);
        return List.of(new ScalarResult(NAME, micros, "us/op", AggregationPolicy.AVG));
    }

    @Override
    public String getDescription() {
        return "CPU time for each operation";
    }
}
