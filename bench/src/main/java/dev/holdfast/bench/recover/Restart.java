package dev.holdfast.bench.recover;

import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.bench.stream.Model;
import dev.holdfast.bench.stream.Plan;
import dev.holdfast.bench.stream.Site;
import dev.holdfast.record.ControlAction;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An evaluator with much state is stopped or killed, and starts again or is stood in for. */
final class Restart {
    private static final int PARTITIONS = 4;
    private static final int LOAD = 40;

    /** The load is not missed while nobody decides: that is what is measured, not a wrong. */
    private static final Duration EXPECTED = Duration.ofSeconds(60);

    private static final Set<Integer> ALL =
            IntStream.range(0, PARTITIONS).boxed().collect(Collectors.toCollection(TreeSet::new));

    private final int executions;
    private final Map<String, String> settings;
    private final List<String> options;
    private final Findings findings;
    private final String chart;

    /**
     * @param executions how many are live
     * @param settings of the evaluators
     * @param options of their Java
     */
    Restart(int executions, Map<String, String> settings, List<String> options, Findings findings) {
        this.executions = executions;
        this.settings = settings;
        this.options = options;
        this.findings = findings;
        this.chart = String.format(Locale.ROOT, "Until decisions are committed again, %,d executions", executions);
    }

    /** @param every whether the cases that differ only where there is much state are looked at, too */
    void run(boolean every) throws Exception {
        try (Site site = Site.start(PARTITIONS, settings);
                var pair = new Pair(site, options)) {
            Model model = Model.at(site, new Plan(PARTITIONS, 1, 1));
            site.rest();
            new Crowd(site, model).write(executions);
            try (var load = new Load(site, "load-", LOAD, EXPECTED);
                    var watch = new Watch(site.clients(), PARTITIONS, load)) {
                load.start();
                long started = pair.one().start().startedNanos();
                measure(pair, watch, "started without its state", started);
                settle();
                long stopped = pair.one().process().stop();
                pair.one().start();
                measure(pair, watch, "stopped and started", stopped);
                settle();
                if (every) {
                    long killed = pair.one().process().kill();
                    pair.one().start();
                    measure(pair, watch, "killed and started", killed);
                }
                long copying = pair.other().start().startedNanos();
                pair.awaitCopies();
                findings.add(Figure.of(
                        "Until a standby is ready, " + String.format(Locale.ROOT, "%,d executions", executions),
                        "from its start",
                        "",
                        Unit.MILLISECONDS,
                        (System.nanoTime() - copying) / 1e6));
                if (every) {
                    share(pair);
                }
                settle();
                Set<Integer> owned = pair.partitionsOf(pair.one());
                long lost = pair.one().process().kill();
                measure(pair, pair.other(), watch, "killed, a standby takes over", lost, owned);
                int commanded = watch.wrongs().commanded(ControlAction.PAUSE)
                        + watch.wrongs().commanded(ControlAction.HALT)
                        + watch.wrongs().commanded(ControlAction.DENY);
                findings.note("Restarts with " + executions + " executions: the standby took over " + owned.size()
                        + " of "
                        + PARTITIONS + " partitions; " + commanded + " executions of the load were given commands, "
                        + (watch.wrongs().refused().isEmpty()
                                ? "no"
                                : watch.wrongs().refused())
                        + " heartbeats refused.");
            }
        }
    }

    /** A new evaluator is given partitions only some minutes after it has their state; to start both at once comes to the same. */
    private static void share(Pair pair) throws Exception {
        pair.other().process().stop();
        pair.one().process().stop();
        pair.one().start();
        pair.other().start();
        Patience.await(
                "both evaluators to decide",
                Duration.ofMinutes(5),
                () -> !pair.partitionsOf(pair.one()).isEmpty()
                        && !pair.partitionsOf(pair.other()).isEmpty());
        pair.awaitCopies();
    }

    private static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(3);
    }

    private void measure(Pair pair, Watch watch, String subject, long since) throws Exception {
        measure(pair, pair.one(), watch, subject, since, ALL);
    }

    private void measure(Pair pair, Instance by, Watch watch, String subject, long since, Set<Integer> partitions)
            throws Exception {
        pair.awaitDecisions(by, watch, partitions, since);
        var nanos = partitions.stream()
                .mapToLong(partition -> Pair.decidedNanos(watch.committed(), watch, partition, since) - since)
                .summaryStatistics();
        findings.add(Figure.of(chart, subject, "on the first partition", Unit.MILLISECONDS, nanos.getMin() / 1e6));
        findings.add(Figure.of(chart, subject, "on the last partition", Unit.MILLISECONDS, nanos.getMax() / 1e6));
    }
}
