package dev.holdfast.bench.recover;

import dev.holdfast.bench.Workload;
import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Limit;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.bench.stream.Site;
import dev.holdfast.record.ControlAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** One of two evaluators is killed under load, again and again. */
final class Failover {
    private static final String SILENCE = "A partition without decisions";
    private static final String LEASES = "Leases";
    private static final String WRONGLY = "Healthy executions, wrongly";
    private static final String AGAIN = "The killed evaluator, started again";

    private static final String OPEN = "as they leave";
    private static final String COMMITTED = "committed";
    private static final String OF_OTHER = "of the one that takes over";
    private static final String GIVEN_BACK = "given back later";

    private static final int PARTITIONS = 4;
    private static final int DIGITS = 3;
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final double MOST_MILLIS = 4_000;

    private final Plan plan;
    private final Findings findings;
    private final Random random = new Random(7);

    private final TakeOver byWhoDecides = new TakeOver("taken over by who decides already");
    private final TakeOver byWhoHasCopies = new TakeOver("taken over by who has only had copies");
    private final Histogram otherSilent = new Histogram(DIGITS);
    private final Histogram returned = new Histogram(DIGITS);
    private final Histogram returnedCommitted = new Histogram(DIGITS);
    private final Histogram copiesReady = new Histogram(DIGITS);
    private final Histogram decidesAgain = new Histogram(DIGITS);
    private final Histogram apart = new Histogram(DIGITS);
    private long least = Long.MAX_VALUE;
    private long due;
    private long restarted;

    /** What became of the partitions of those that were killed, in nanoseconds, and of leases. */
    private static final class TakeOver {
        private final String name;
        private final Histogram seen = new Histogram(DIGITS);
        private final Histogram committed = new Histogram(DIGITS);
        private final Histogram fromKill = new Histogram(DIGITS);
        private int kills;
        private int ranOut;

        TakeOver(String name) {
            this.name = name;
        }
    }

    /**
     * How much is done.
     *
     * @param executions of the load, with a heartbeat a second each
     * @param kills how often one of the two is killed, by turns while both decide, and as soon as the one that was started again has its copies
     * @param warmUp under load, both deciding, before the first and each second one after it
     * @param aftermath how long it is looked at after a partition is decided about again
     * @param handBack how long partitions are waited for to be given back; they need not be
     * @param settings of the evaluators
     * @param options of their Java
     */
    record Plan(
            int executions,
            int kills,
            Duration warmUp,
            Duration aftermath,
            Duration handBack,
            Map<String, String> settings,
            List<String> options) {}

    Failover(Plan plan, Findings findings) {
        this.plan = plan;
        this.findings = findings;
    }

    void run(boolean held) throws Exception {
        try (Site site = Site.start(PARTITIONS, plan.settings());
                var pair = new Pair(site, plan.options())) {
            site.rest();
            pair.one().start();
            pair.other().start();
            try (var load = new Load(site, "load-", plan.executions(), Workload.RHYTHM);
                    var watch = new Watch(site.clients(), PARTITIONS, load)) {
                pair.awaitCopies();
                load.start();
                if (!Patience.holds(WITHIN, () -> watch.leases().executions() == load.size())) {
                    throw new IllegalStateException("expected a lease for each of " + load.size()
                            + " executions within " + WITHIN.toSeconds() + " s, found "
                            + watch.leases().executions() + "; "
                            + watch.wrongs().refused() + " were refused");
                }
                for (int kill = 0; kill < plan.kills(); kill++) {
                    boolean bothDecide = kill % 2 == 0;
                    pair.awaitCopies();
                    if (bothDecide) {
                        TimeUnit.MILLISECONDS.sleep(plan.warmUp().toMillis());
                    }
                    if (kill == 0) {
                        watch.wrongs().forget();
                    }
                    kill(pair, watch, load);
                    if (!bothDecide) {
                        awaitHandBack(watch);
                    }
                }
                report(watch, load, held);
            }
        }
    }

    private void kill(Pair pair, Watch watch, Load load) throws Exception {
        // Anywhere within a transaction, and with something committed before.
        TimeUnit.MILLISECONDS.sleep(2_000 + random.nextInt(1_000));
        Instance victim = pair.busier();
        Set<Integer> owned = pair.partitionsOf(victim);
        TakeOver takeOver = pair.partitionsOf(pair.beside(victim)).isEmpty() ? byWhoHasCopies : byWhoDecides;
        takeOver.kills++;
        long killed = victim.process().kill();
        pair.awaitDecisions(pair.beside(victim), watch, owned, killed);
        TimeUnit.MILLISECONDS.sleep(plan.aftermath().toMillis());
        for (int partition : owned) {
            long silence = watch.seen().longestSilence(partition, killed);
            takeOver.seen.recordValue(silence);
            takeOver.committed.recordValue(watch.committed().longestSilence(partition, killed));
            takeOver.fromKill.recordValue(Pair.decidedNanos(watch.committed(), watch, partition, killed) - killed);
            due += Math.round(silence / 1e9 * load.size() / PARTITIONS);
        }
        IntStream.range(0, PARTITIONS)
                .filter(partition -> !owned.contains(partition))
                .forEach(partition -> otherSilent.recordValue(watch.committed().longestSilence(partition, killed)));
        Leases.Course course = watch.leases().since(killed);
        apart.add(course.apart());
        least = Math.min(least, course.left());
        takeOver.ranOut += course.ranOut();

        restarted = victim.start().startedNanos();
        Patience.await("copies on `" + victim.name() + "`", WITHIN, () -> pair.isReady(victim));
        copiesReady.recordValue(System.nanoTime() - restarted);
    }

    /** Waits until the evaluator that was started again decides about something, which it need not. */
    private void awaitHandBack(Watch watch) throws Exception {
        if (Patience.holds(
                plan.handBack(),
                () -> IntStream.range(0, PARTITIONS)
                        .anyMatch(
                                partition -> Pair.decidedNanos(watch.committed(), watch, partition, restarted) >= 0))) {
            TimeUnit.MILLISECONDS.sleep(plan.aftermath().toMillis());
            IntStream.range(0, PARTITIONS).forEach(partition -> {
                long decided = Pair.decidedNanos(watch.committed(), watch, partition, restarted);
                if (decided >= 0) {
                    decidesAgain.recordValue(decided - restarted);
                    returned.recordValue(watch.seen().longestSilence(partition, restarted));
                    returnedCommitted.recordValue(watch.committed().longestSilence(partition, restarted));
                }
            });
        }
    }

    private void report(Watch watch, Load load, boolean held) {
        for (TakeOver each : takeOvers()) {
            add(SILENCE, OPEN, each.name, each.seen);
            add(SILENCE, COMMITTED, each.name, each.committed);
            add(SILENCE, COMMITTED + ", from the kill", each.name, each.fromKill);
        }
        add(SILENCE, COMMITTED, OF_OTHER, otherSilent);
        add(SILENCE, OPEN, GIVEN_BACK, returned);
        add(SILENCE, COMMITTED, GIVEN_BACK, returnedCommitted);
        add(AGAIN, "until its copies are ready", "", copiesReady);
        add(AGAIN, "until it decides", "", decidesAgain);
        add(LEASES, "longest time between two, of each execution", "", apart);
        findings.add(Figure.of(LEASES, "least left of one when the next came", "", Unit.MILLISECONDS, least / 1e6));
        Wrongs wrongs = watch.wrongs();
        int paused = wrongs.commanded(ControlAction.PAUSE);
        int halted = wrongs.commanded(ControlAction.HALT) + wrongs.commanded(ControlAction.DENY);
        count("paused", paused);
        count("halted or denied", halted);
        count("not trusted in a row", wrongs.distrusted());
        for (TakeOver each : takeOvers()) {
            findings.add(Figure.of(WRONGLY, "without a lease for a while", each.name, Unit.COUNT, each.ranOut));
        }
        findings.note("Of " + load.size() + " executions with a heartbeat a second each, " + due
                + " heartbeats were due while nobody decided about them, in " + plan.kills()
                + " kills; Kafka did not take " + load.lost() + " of all, refused were "
                + (wrongs.refused().isEmpty() ? "none" : wrongs.refused())
                + ". They were sent after their intended moments by "
                + Math.round(load.lateness().getValueAtPercentile(50) / 1e3) + " us at the median, "
                + Math.round(load.lateness().getValueAtPercentile(99) / 1e6) + " ms at p99.");
        if (!wrongs.reasons().isEmpty()) {
            findings.note("What commands that should not have been were founded upon: " + wrongs.reasons());
        }
        if (!wrongs.first().isEmpty()) {
            findings.note("The first of what should not have been: " + wrongs.first());
        }
        if (held) {
            for (TakeOver each : takeOvers()) {
                String what = "no decisions after kill -9 with a standby, " + each.name;
                hold(what + ", longest", each.seen);
                hold(what + ", committed decisions, longest", each.committed);
            }
            findings.add(Limit.atMost("executions halted wrongly", 0, halted, Unit.COUNT));
        }
    }

    private List<TakeOver> takeOvers() {
        return Stream.of(byWhoDecides, byWhoHasCopies)
                .filter(each -> each.kills > 0)
                .toList();
    }

    private void hold(String what, Histogram nanos) {
        findings.add(Limit.atMost(what, MOST_MILLIS, nanos.getMaxValue() / 1e6, Unit.MILLISECONDS));
    }

    private void count(String subject, int value) {
        findings.add(Figure.of(WRONGLY, subject, "", Unit.COUNT, value));
    }

    private void add(String chart, String subject, String at, Histogram nanos) {
        if (nanos.getTotalCount() == 0) {
            findings.absent(chart + ", " + subject + (at.isEmpty() ? "" : ", " + at), "it did not happen");
            return;
        }
        findings.add(Figure.of(chart, subject, at, Unit.MILLISECONDS, nanos, Double.NaN));
    }
}
