package dev.holdfast.bench.halt;

import dev.holdfast.bench.machine.Machine;
import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Violations that lead to a pause, at one rate of the background after the other. */
final class UnderLoad {
    static final String COMMAND = "Violating heartbeat to command in the executor's hands";
    static final String STOPPED = "Violating heartbeat to process stopped";
    static final String INTENDED = "from its intended moment";
    static final String SENDING = "from its sending";
    static final String FLOOR = "Kafka alone, a record and its echo";
    static final String STANDS = "paused, seen to stand still";

    private static final String TAKEN = "Records of heartbeats that the evaluator took";
    private static final String BEHIND = "How far behind the evaluator said to be at the most";
    private static final String LATE = "Heartbeats of the background, from their intended moment until Kafka has them";

    /** Up to a second is taken and not committed yet. */
    private static final Duration BEHIND_AT_MOST = Duration.ofSeconds(2);

    private final Plan plan;
    private final Background background;
    private final Echo echo;
    private final Violations violations;
    private final Watch watch;
    private final Taken taken;
    private final Findings findings;

    UnderLoad(
            Plan plan,
            Background background,
            Echo echo,
            GuardedFleet fleet,
            Watch watch,
            Taken taken,
            Random random,
            Findings to) {
        this.plan = plan;
        this.background = background;
        this.echo = echo;
        this.violations = new Violations(fleet, random);
        this.watch = watch;
        this.taken = taken;
        this.findings = to;
    }

    /** What a rate is called. */
    static String at(int rate) {
        return String.format(Locale.ROOT, "%,d/s", rate);
    }

    /** Lets the background come to a rate, and measures. */
    void measure(int rate) throws Exception {
        background.reach(rate, plan.joining());
        Moment.await(System.nanoTime() + plan.joining().toNanos());
        measure(at(rate), rate);
    }

    /** Measures with the background as it is; after a warm-up. */
    void measure(String at, int rate) throws Exception {
        violations.give(plan.perSecond(), plan.warmUp(), GuardedExecution::violate);
        background.lateness();
        echo.take();
        watch.worstLagMillis();
        long writtenBefore = taken.end(Topic.HEARTBEATS);
        long takenBefore = taken.of(Topic.HEARTBEATS);
        long start = System.nanoTime();
        long cpu = Machine.cpuNanos();
        Violations.Given given = violations.give(plan.perSecond(), plan.window(), GuardedExecution::violate);
        cpu = Machine.cpuNanos() - cpu;
        Histogram echoed = echo.take();
        double seconds = (System.nanoTime() - start) / 1e9;
        long takenSince = taken.of(Topic.HEARTBEATS) - takenBefore;
        long writtenSince = taken.end(Topic.HEARTBEATS) - writtenBefore;
        long waiting = writtenBefore + writtenSince - takenBefore - takenSince;
        var durations = new Durations();
        durations.take(given.causes());
        durations.takeMissing(given.notBegun());
        add(COMMAND, INTENDED, at, durations.toCommand());
        add(COMMAND, SENDING, at, durations.fromSending());
        add(COMMAND, FLOOR, at, echoed);
        add(STOPPED, STANDS, at, durations.toStop());
        findings.add(new Figure(
                TAKEN, "taken", at, Unit.PER_SECOND, takenSince / seconds, null, cpu / 1e3 / Math.max(1, takenSince)));
        findings.add(Figure.of(TAKEN, "written", at, Unit.PER_SECOND, writtenSince / seconds));
        findings.add(Figure.of(BEHIND, "Holdfast", at, Unit.MILLISECONDS, watch.worstLagMillis()));
        add(LATE, "background", at, background.lateness());
        double behind = waiting / (writtenSince / seconds);
        if (behind > BEHIND_AT_MOST.toSeconds()) {
            findings.absent(
                    "commands at " + at + " by an evaluator that keeps up",
                    String.format(
                            Locale.ROOT,
                            "it took %,.0f records a second of %,.0f, and at the end what was written in %.1f s waited: the figures say how long that is, not how long a"
                                    + " command takes",
                            takenSince / seconds,
                            writtenSince / seconds,
                            behind));
        }
        if (durations.unanswered() + given.notBegun() > 0) {
            findings.absent(
                    "some violations at " + at,
                    durations.unanswered() + " were not answered within " + Plan.LONGEST.toSeconds()
                            + " s, " + given.notBegun()
                            + " did not come about, because no guarded execution was healthy until long after the end; all of these count as that long");
        }
    }

    private void add(String chart, String subject, String at, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            findings.add(Figure.of(chart, subject, at, Unit.MILLISECONDS, nanos, Double.NaN));
        }
    }
}
