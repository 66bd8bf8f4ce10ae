package dev.holdfast.bench;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.trust.execution.Decision;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.FactReader;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.shadow.Difference;
import dev.holdfast.trust.shadow.Outcome;
import dev.holdfast.trust.verdict.Finding;
import dev.holdfast.trust.verdict.Judge;
import dev.holdfast.trust.verdict.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One healthy heartbeat's decision under the baseline pack, in process, and what it is made of; beside it what a task does before and
 * after: verifying the signature, reading and writing the state. Microseconds.
 *
 * <p>The limit to meet: {@link #decision} in less than 5 us at the median.
 */
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {

    /** Taking note, facts, rules, verdict, transition. */
    @Benchmark
    public Decision decision(WarmExecution execution) {
        return execution.decide();
    }

    /** The rules alone. */
    @Benchmark
    public List<Finding> rules(WarmExecution execution) {
        return execution.rules.evaluate(execution.facts);
    }

    /** What a ruleset on trial adds: it is asked about the same facts, and what it finds is judged and compared. What its store adds is not in it. */
    @Benchmark
    public Difference trial(WarmExecution execution) {
        var tried = Judge.judge(execution.facts, execution.rules.evaluate(execution.facts));
        return Difference.between(Outcome.of(new Verdict.Trusted()), Outcome.of(tried));
    }

    /** The facts alone. */
    @Benchmark
    public ExecutionFacts facts(WarmExecution execution) {
        return FactReader.read(
                execution.id(),
                execution.state,
                execution.now(),
                execution.rules.digest(),
                Set.of(),
                Surroundings.ofRoot());
    }

    /** From the store's bytes. */
    @Benchmark
    public ExecutionState decodeState(WarmExecution execution) throws IOException {
        return execution.decoder.decode(execution.storedState);
    }

    /** To the store's bytes. */
    @Benchmark
    public byte[] encodeState(WarmExecution execution) {
        return execution.encode(execution.state);
    }
}
