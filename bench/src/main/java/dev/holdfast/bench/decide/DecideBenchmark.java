package dev.holdfast.bench.decide;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One decision after the other, over eight situations by turns; run by {@link DecideSuite}. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set by JMH
public class DecideBenchmark {
    @Param("")
    String subject;

    @Param("0")
    int rules;

    private Subject.Ready ready;
    private Object[] inputs;
    private int next;

    /** Compiles; many rules take some seconds. */
    @Setup(Level.Trial)
    public void prepare() throws Exception {
        ready = Subjects.ready(subject, rules);
        inputs = RuleTable.situations().stream().map(ready::input).toArray();
    }

    /** One decision. */
    @Benchmark
    public Answer decide() {
        next = next + 1 == inputs.length ? 0 : next + 1;
        return ready.decide(inputs[next]);
    }

    /** Lets go of the rules. */
    @TearDown(Level.Trial)
    public void close() {
        ready.close();
    }
}
