package dev.holdfast.bench.recover;

import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.suite.Scale;
import dev.holdfast.bench.suite.Suite;
import java.time.Duration;

/** An evaluator is killed, and what became of executions meanwhile. */
public final class RecoverSuite implements Suite {
    private static final int MANY = 1_000_000;
    private static final int FEW = 200;

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
        var plan = scale.choose(
                new Failover.Plan(40, 1, Duration.ZERO, Duration.ofMillis(1_500), Duration.ZERO),
                new Failover.Plan(
                        400, 4, Duration.ofSeconds(15), Duration.ofSeconds(12), Duration.ofSeconds(20)));
        try {
            new Failover(plan, findings).run(scale == Scale.FULL);
        } catch (RuntimeException | java.io.IOException e) {
            findings.absent("kill -9 under load", String.valueOf(e));
        }
        new Restart(scale.choose(FEW, MANY), scale.choose(512, 2_048), findings).run();
    }
}
