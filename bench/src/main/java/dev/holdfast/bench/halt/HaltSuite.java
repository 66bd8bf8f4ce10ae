package dev.holdfast.bench.halt;

import dev.holdfast.bench.Issuer;
import dev.holdfast.bench.machine.Machine;
import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Limit;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.bench.suite.Scale;
import dev.holdfast.bench.suite.Suite;
import dev.holdfast.cli.governance.GovernancePublisher;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.OrderAction;
import dev.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Commands and what they do to processes: for violations under load, for other causes, by an order over many. */
public final class HaltSuite implements Suite {
    private static final String EARLY = "Leases that guards counted before their commit, of those looked at";
    private static final long SEED = 17;
    private static final Duration TAKEN_WITHIN = Duration.ofMinutes(2);

    @Override
    public String name() {
        return "halt";
    }

    @Override
    public String question() {
        return "How long does it take from what is wrong to the command in the executor's hands, and to its process's standing still or being gone? End to end: a broker, the evaluator"
                + " with its defaults, exactly once, guards as in earnest, processes as behind `holdfast exec`, all on this machine.";
    }

    @Override
    public Needs needs(Scale scale) {
        return new Needs(scale.choose(400L, 1_200L), scale.choose(400L, 1_500L), scale.choose(200L, 2_000L));
    }

    @Override
    public void run(Scale scale, Findings findings) throws Exception {
        Plan plan = Plan.of(scale);
        try (Site site = Site.start()) {
            measure(site, plan, findings);
        }
        notes(plan, findings);
        if (scale == Scale.FULL) {
            limits(plan, findings);
        }
    }

    private static void measure(Site site, Plan plan, Findings findings) throws Exception {
        ExecutorConfig config = site.clients();
        Issuer issuer = site.issuer();
        var random = new Random(SEED);
        try (var watch = new Watch(config);
                var taken = new Taken(config);
                var permissions = new Permissions(config);
                var publisher = new GovernancePublisher(config)) {
            orders(site, plan, issuer, watch, taken, permissions, publisher, findings);
            try (var background = new Background(config, issuer, site.agreementKey(), plan.background());
                    var fleet = new GuardedFleet(config, issuer, plan.interval(), permissions);
                    var halted = new GuardedFleet(config, issuer, plan.interval(), permissions);
                    var flood = new Flood(config);
                    var echo = new Echo(config, plan.perSecond())) {
                taken.await(Topic.GRANTS, TAKEN_WITHIN);
                background.start();
                fleet.fill(plan.bare(), plan.embodied());
                var underLoad = new UnderLoad(plan, background, echo, fleet, watch, taken, random, findings);
                for (int rate : plan.rates()) {
                    underLoad.measure(rate);
                    if (rate == plan.usual()) {
                        new OtherCauses(plan, fleet, random, findings).silences();
                        new OtherCauses(plan, halted, random, findings).halts(publisher, site.operator());
                        sound(watch.deadLetters(), background, watch, fleet, halted, findings);
                        flood.start();
                        underLoad.measure(
                                UnderLoad.at(rate)
                                        + String.format(
                                                Locale.ROOT, " and %,d dead letters a second", Flood.PER_SECOND),
                                rate);
                        flood.close();
                    }
                }
                Map<String, Long> letters = new TreeMap<>(watch.deadLetters());
                letters.keySet().removeAll(Flood.REASONS);
                sound(letters, background, watch, fleet, halted, findings);
            }
            add(permissions.found(), findings);
        }
    }

    private static void orders(
            Site site,
            Plan plan,
            Issuer issuer,
            Watch watch,
            Taken taken,
            Permissions permissions,
            GovernancePublisher publisher,
            Findings findings)
            throws Exception {
        String chart = String.format(Locale.ROOT, "An order for everything, %,d executions", plan.live());
        try (var fleet = new GuardedFleet(site.clients(), issuer, plan.interval(), permissions)) {
            var orders = new Orders(site.clients(), issuer, site.operator(), fleet, watch, plan.live());
            orders.open(taken);
            fleet.fill(0, Math.min(Plan.PARTITIONS, plan.embodied()));
            for (OrderAction action : new OrderAction[] {OrderAction.PAUSE, OrderAction.HALT}) {
                long cpu = Machine.cpuNanos();
                Orders.Found found = orders.give(publisher, action);
                double cpuMicros = (Machine.cpuNanos() - cpu) / 1e3 / plan.live();
                String at = action == OrderAction.PAUSE ? "pause, the first of a process" : "halt, the next";
                findings.add(Figure.of(
                        chart, "committed by the brokers", at, Unit.MILLISECONDS, found.publishedNanos() / 1e6));
                findings.add(of(
                        chart,
                        "first command in an executor's hands",
                        at,
                        found.executors().toCommand(),
                        0));
                findings.add(of(
                        chart,
                        "last executor has the command",
                        at,
                        found.executors().toCommand(),
                        100));
                findings.add(
                        of(chart, "last process stopped", at, found.executors().toStop(), 100));
                findings.add(new Figure(
                        chart,
                        "last of the commands for each",
                        at,
                        Unit.MILLISECONDS,
                        found.lastNanos() / 1e6,
                        null,
                        cpuMicros));
            }
        }
    }

    private static Figure of(String chart, String subject, String at, Histogram nanos, double percentile) {
        double value = percentile == 0 ? nanos.getMinValue() : nanos.getValueAtPercentile(percentile);
        return Figure.of(chart, subject, at, Unit.MILLISECONDS, value / 1e6);
    }

    private static void add(Permissions.Found found, Findings findings) {
        if (found.looked() == 0) {
            findings.absent(EARLY, "no guard has counted a lease");
            return;
        }
        findings.add(Figure.of(EARLY, "Holdfast", "", Unit.RATIO, (double) found.early() / found.looked()));
        findings.note(found.looked() + " leases were looked at as soon as a guard had counted them; " + found.early()
                + " were not committed by then.");
    }

    /** Figures of a run in which something else happened than was meant to are of something else. */
    private static void sound(
            Map<String, Long> deadLetters,
            Background background,
            Watch watch,
            GuardedFleet fleet,
            GuardedFleet halted,
            Findings findings) {
        var commands = new TreeMap<String, Long>(watch.unexpected());
        fleet.unexpected().forEach((command, often) -> commands.merge(command, often, Long::sum));
        halted.unexpected().forEach((command, often) -> commands.merge(command, often, Long::sum));
        if (!deadLetters.isEmpty() || !commands.isEmpty() || background.lost() > 0) {
            findings.absent(
                    "a run in which nothing happens but what is meant to",
                    "commands without a cause " + commands + ", dead letters " + deadLetters
                            + ", heartbeats that Kafka did not take " + background.lost());
        }
    }

    private static void notes(Plan plan, Findings findings) {
        findings.note(
                "The clock of each cause starts at the moment for which it was intended, set before the run and independent of what came of the ones before; where no guarded execution is"
                        + " healthy then, the next one that is takes it, and the clock has run since. What is not answered within 30 s counts as 30 s.");
        findings.note(
                "A violating heartbeat is over its budget, out of rhythm, as when a program reports an act; it is answered by a pause. \"In the executor's hands\": read uncommitted, signature"
                        + " verified, decoded, by an ExecutionGuard with sessions. \"Stands still\": every process of the tree seen stopped twice, by what stands behind `holdfast exec`;"
                        + " \"gone\", for halts: the program's own exit, as its parent is told of it. Programs are `sleep`, which ends at SIGTERM.");
        findings.note(
                "Paused executions are mended together every 0.9 s: each resumption asks for a commit, and their commits one by one would be what is measured. A guard that sent a heartbeat"
                        + " less than 25 ms ago is not chosen: it keeps 20 ms between two.");
        findings.note(String.format(
                Locale.ROOT,
                "A missed heartbeat: the measuring before a heartbeat hangs, and the guard hears commands all the while. Intended is the sending of the last heartbeat and %d intervals of %d ms"
                        + " more: the moment at which the third in a row is due. A revocation counts from its intended moment, its publishing in a transaction included.",
                Plan.MISSED,
                plan.interval().toMillis()));
    }

    private static void limits(Plan plan, Findings findings) {
        String usual = UnderLoad.at(plan.usual());
        findings.add(Limit.atMost(
                "leases counted before their commit, of those looked at",
                0,
                findings.value(EARLY, "Holdfast", "").orElse(Double.NaN),
                Unit.RATIO));
        findings.add(limit(findings, usual, 50, 2));
        findings.add(limit(findings, usual, 99, 20));
        findings.add(limit(findings, UnderLoad.at(plan.background()), 99, 60));
    }

    private static Limit limit(Findings findings, String at, int percentile, double millis) {
        double found = findings.figures().stream()
                .filter(figure -> figure.chart().equals(UnderLoad.COMMAND)
                        && figure.subject().equals(UnderLoad.INTENDED)
                        && figure.at().equals(at))
                .findFirst()
                .map(Figure::histogram)
                .map(nanos -> nanos.getValueAtPercentile(percentile) / 1e6)
                .orElse(Double.NaN);
        return Limit.atMost(
                "violating heartbeat to command in the executor's hands at " + at + ", p" + percentile,
                millis,
                found,
                Unit.MILLISECONDS);
    }
}
