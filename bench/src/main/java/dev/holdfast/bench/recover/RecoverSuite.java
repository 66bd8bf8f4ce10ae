package dev.holdfast.bench.recover;

import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.suite.Scale;
import dev.holdfast.bench.suite.Suite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An evaluator is killed, and what became of executions meanwhile. */
public final class RecoverSuite implements Suite {
    private static final int MANY = 1_000_000;
    private static final int FEW = 200;

    /** As {@code holdfast serve} has it. */
    private static final String SMALL_HEAP = "-Xmx512m";

    private static final String LARGE_HEAP = "-Xmx2g";

    @Override
    public String name() {
        return "recover";
    }

    @Override
    public String question() {
        return "How long is nobody decided about after kill -9 of one of two evaluators, what becomes of leases, and who is stopped wrongly? And how long does an evaluator"
                + " with a million executions take to decide again?";
    }

    @Override
    public Needs needs(Scale scale) {
        return new Needs(scale.choose(300L, 1_000L), scale.choose(1_500L, 5_500L), scale.choose(500L, 16_000L));
    }

    @Override
    public void run(Scale scale, Findings findings) throws Exception {
        Map<String, String> settings = scale.choose(Recipe.hasty(), Recipe.STANDBY);
        List<String> compiler = scale.choose(List.of("-XX:TieredStopAtLevel=1"), List.of());
        var plan = scale.choose(
                new Failover.Plan(
                        40,
                        1,
                        Duration.ZERO,
                        Duration.ofMillis(1_500),
                        Duration.ZERO,
                        settings,
                        options(SMALL_HEAP, compiler)),
                new Failover.Plan(
                        400,
                        4,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(120),
                        settings,
                        options(SMALL_HEAP, compiler)));
        try {
            new Failover(plan, findings).run(scale == Scale.FULL);
        } catch (RuntimeException | java.io.IOException e) {
            findings.absent("kill -9 under load", String.valueOf(e));
        }
        String heap = scale.choose(SMALL_HEAP, LARGE_HEAP);
        new Restart(scale.choose(FEW, MANY), settings, options(heap, compiler), findings).run(scale == Scale.FULL);
        findings.note(
                "Evaluators are processes of their own, in a deployment whose broker, registry and load are this one. Every decision about the load is put on record, so that each"
                        + " heartbeat shows when it was decided about; `as they leave` is what a reader sees who does not wait for commits, as executors do for commands.");
        findings.note(
                "A start counts from the kill, or from the order to stop, and includes that of Java and the compilation of the rules. After kill -9 Kafka Streams throws its state"
                        + " on disk away and restores it from the changelog.");
    }

    private static List<String> options(String heap, List<String> compiler) {
        return Stream.concat(Stream.of(heap), compiler.stream()).toList();
    }
}
