package dev.holdfast.bench.suite;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** JMH for suites: in a JVM of its own each time, after a warm-up; for a smoke run in this one, for an instant. */
public final class Jmh {
    private static final int DIGITS = 3;

    private final Scale scale;

    /** By the scale. */
    public Jmh(Scale scale) {
        this.scale = scale;
    }

    /**
     * What was measured.
     *
     * @param nanos durations of samples, in nanoseconds
     * @param cpuMicros CPU time of the process for each operation, in microseconds
     */
    public record Measured(Histogram nanos, double cpuMicros) {}

    /**
     * Measures one method of a benchmark: how long each call takes.
     *
     * @param parameters by their names
     */
    public Measured sample(Class<?> benchmark, String method, Map<String, String> parameters) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                .mode(Mode.SampleTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(scale.choose(0, 1))
                .warmupIterations(scale.choose(0, 4))
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(scale.choose(1, 5))
                .measurementTime(scale.choose(TimeValue.milliseconds(30), TimeValue.seconds(1)))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .addProfiler(CpuProfiler.class);
        parameters.forEach(options::param);
        var quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Collection<RunResult> results =
                new Runner(options.build(), OutputFormatFactory.createFormatInstance(quiet, VerboseMode.SILENT)).run();
        RunResult result = results.iterator().next();
        Result<?> cpu = result.getSecondaryResults().get(CpuProfiler.NAME);
        return new Measured(
                histogram(result.getPrimaryResult().getStatistics()), cpu == null ? Double.NaN : cpu.getScore());
    }

    private static Histogram histogram(Statistics statistics) {
        var histogram = new Histogram(DIGITS);
        for (Iterator<Map.Entry<Double, Long>> raw = statistics.getRawData(); raw.hasNext(); ) {
            Map.Entry<Double, Long> sample = raw.next();
            histogram.recordValueWithCount(Math.max(1, Math.round(sample.getKey())), sample.getValue());
        }
        return histogram;
    }
}
