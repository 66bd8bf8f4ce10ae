package dev.holdfast.bench.halt;

import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.cli.governance.InvalidAct;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.trust.signature.SigningKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What else executions are stopped for: heartbeats that do not come, acts out of scope, revocations. At one rate of the background. */
final class OtherCauses {
    static final String COMMAND = "Other causes, to command in the executor's hands";
    static final String STOPPED = "Other causes, to process stopped";
    static final String SILENCE = "third heartbeat in a row missing: pause";
    static final String STRAYING = "heartbeat with an act out of scope: halt";
    static final String REVOCATION = "revocation of the grant: halt";

    private static final double HALTED_EVERY_SECONDS = 1;

    private final Plan plan;
    private final GuardedFleet fleet;
    private final Random random;
    private final Findings findings;

    OtherCauses(Plan plan, GuardedFleet fleet, Random random, Findings findings) {
        this.plan = plan;
        this.fleet = fleet;
        this.random = random;
        this.findings = findings;
    }

    /** Guarded executions fall silent, one after the other. */
    void silences() throws InterruptedException {
        Violations.Given given = new Violations(fleet, random)
                .give(plan.silencesPerSecond(), plan.silences(), (execution, moment) -> execution.fallSilent());
        add(SILENCE, given.causes(), given.notBegun());
    }

    /** Opens guarded executions that are a process each, and has them halted, by turns for an act of theirs and by a revocation; again and again. */
    void halts(GovernancePublisher publisher, SigningKey operator) throws Exception {
        var straying = new ArrayList<Cause>();
        var revoked = new ArrayList<Cause>();
        for (int round = 0; round < plan.rounds(); round++) {
            fleet.fill(0, plan.halted());
            // Opening them is work for everybody, which is not to be measured.
            TimeUnit.MILLISECONDS.sleep(plan.warmUp().toMillis() / 2);
            long start = System.nanoTime();
            int number = 0;
            for (GuardedExecution execution : fleet.all()) {
                long intended = start + (long) ((number + random.nextDouble()) * HALTED_EVERY_SECONDS * 1e9);
                Moment.await(intended);
                if (number++ % 2 == 0) {
                    straying.add(execution.stray(intended));
                } else {
                    revoked.add(revoke(publisher, operator, execution, intended));
                }
            }
            Durations settled = new Durations();
            settled.take(straying);
            settled.take(revoked);
            fleet.empty();
        }
        add(STRAYING, straying, 0);
        add(REVOCATION, revoked, 0);
    }

    private static Cause revoke(
            GovernancePublisher publisher, SigningKey operator, GuardedExecution execution, long intended)
            throws InvalidAct {
        Cause cause = execution.expect(ControlAction.HALT, "REVOKED");
        cause.intended().complete(intended);
        publisher.publish(
                Revocation.newBuilder()
                        .setId("of-" + execution.id())
                        .setSelector(new Selector(SelectorKind.GRANT, "grant-of-" + execution.id()))
                        .setReason("a measurement")
                        .setOperator("bench")
                        .setIssuedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                        .build(),
                List.of(operator));
        return cause;
    }

    private void add(String chart, String subject, String at, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            findings.add(Figure.of(chart, subject, at, Unit.MILLISECONDS, nanos, Double.NaN));
        }
    }

    private void add(String subject, List<Cause> causes, long notBegun) throws InterruptedException {
        var durations = new Durations();
        durations.take(causes);
        durations.takeMissing(notBegun);
        String at = UnderLoad.at(plan.usual());
        add(COMMAND, subject, at, durations.toCommand());
        add(STOPPED, subject, at, durations.toStop());
        if (durations.unanswered() + notBegun > 0) {
            findings.absent(
                    subject,
                    durations.unanswered() + " of " + causes.size() + " were not answered within "
                            + Plan.LONGEST.toSeconds() + " s, " + notBegun
                            + " did not come about; all of these count as that long");
        }
    }
}
