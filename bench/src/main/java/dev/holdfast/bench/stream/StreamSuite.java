package dev.holdfast.bench.stream;

import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Limit;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.bench.suite.Scale;
import dev.holdfast.bench.suite.Suite;
import dev.holdfast.topology.Evaluator;
import java.util.List;
import java.util.Locale;

/** Heartbeats through the whole topology, drained from a backlog. */
public final class StreamSuite implements Suite {
    static final String OURS = "Holdfast";
    static final String FLOOR = "Kafka Streams alone";
    static final String FLINK = "Flink CEP";

    private static final String RATE = "Heartbeats, one stream thread";
    private static final String THREAD = "CPU time of the stream thread for each heartbeat";
    private static final String BY_PARTITIONS = "By partitions, each with a stream thread";
    private static final String BY_EXECUTIONS = "By live executions, one stream thread";
    private static final String MEMORY = "Memory for each live execution";
    private static final String HEAP = "heap";
    private static final String DISK = "state on disk";

    private static final int USUAL = 1_000;
    private static final int MANY = 100_000;
    private static final int MOST = 1_000_000;

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public String question() {
        return "How many heartbeats does one evaluator take in a second, from a backlog? Executions are in sessions and go by the baseline; every fifth heartbeat brings a"
                + " lease and an entry of lineage, every 64th is signed. Beside it: Kafka Streams with the same topic, codec, settings and a state store, which decides"
                + " nothing; and Flink CEP, which looks for missing heartbeats and for a counter over its budget, and verifies nothing.";
    }

    @Override
    public Needs needs(Scale scale) {
        return new Needs(scale.choose(400L, 4_000L), scale.choose(400L, 1_500L), scale.choose(200L, 16_000L));
    }

    @Override
    public void run(Scale scale, Findings findings) throws Exception {
        for (Plan plan : plans(scale)) {
            try {
                measure(plan, scale, findings);
            } catch (RuntimeException | java.io.IOException e) {
                findings.absent(of(plan), String.valueOf(e));
            }
        }
        findings.note(
                "Heap counts what is used after a collection, less what was used before the evaluator began: broker, evaluator and suite are one process. State on"
                        + " disk is that of the evaluator's store once it is closed; its changelog on the broker is not in it, nor are RocksDB's bounded 192 MB.");
        findings.note(
                "A backlog is taken as quickly as the machine lets it: where others compete for its cores, the CPU time of the stream thread says more than the rate.");
        findings.note(
                "Executions but one are copies of a first one that was granted and leased in earnest, put into the state's changelog, from which the evaluator"
                        + " restores them. The instants of heartbeats are those at which they would have come, not those at which the backlog was written. Of 1,000,000 executions every fifth sends: far more than caches hold.");
        if (scale == Scale.FULL) {
            limits(findings);
        }
    }

    private static List<Plan> plans(Scale scale) {
        return scale.choose(
                List.of(new Plan(1, 2, 150)),
                List.of(
                        new Plan(1, USUAL, 1_500),
                        new Plan(2, USUAL, 600),
                        new Plan(4, USUAL, 600),
                        new Plan(1, MANY, 10),
                        new Plan(1, MOST, 2)));
    }

    private static String of(Plan plan) {
        return String.format(Locale.ROOT, "%,d executions, %d partitions", plan.executions(), plan.partitions());
    }

    private static String executions(Plan plan) {
        return String.format(Locale.ROOT, "%,d executions", plan.executions());
    }

    static void measure(Plan plan, Scale scale, Findings findings) throws Exception {
        try (Site site = Site.start(plan.partitions())) {
            Model model = Model.at(site, plan);
            site.rest();
            new Fleet(site, model, plan).write();
            add(findings, plan, FLOOR, floor(site));
            add(findings, plan, OURS, ours(site, plan, scale, findings));
            if (plan.partitions() == 1 && plan.executions() <= USUAL) {
                flink(site, plan, findings);
            }
        }
    }

    private static void add(Findings findings, Plan plan, String subject, Drain.Rate rate) {
        boolean usual = plan.executions() <= USUAL;
        if (usual && plan.partitions() == 1) {
            findings.add(figure(RATE, subject, "", rate));
            findings.add(Figure.of(THREAD, subject, "", Unit.MICROSECONDS, rate.threadMicros()));
        }
        if (usual) {
            findings.add(figure(BY_PARTITIONS, subject, plan.partitions() + " partitions", rate));
        }
        if (plan.partitions() == 1) {
            findings.add(figure(BY_EXECUTIONS, subject, executions(plan), rate));
        }
    }

    private static Figure figure(String chart, String subject, String at, Drain.Rate rate) {
        return new Figure(chart, subject, at, Unit.PER_SECOND, rate.perSecond(), null, rate.cpuMicros());
    }

    private static Drain.Rate floor(Site site) throws Exception {
        try (var drain = new Drain(site.clients(), site.partitions(), PassThrough.GROUP);
                var topology = new PassThrough(site)) {
            topology.start();
            return drain.await();
        }
    }

    private static Drain.Rate ours(Site site, Plan plan, Scale scale, Findings findings) throws Exception {
        String application = Model.applicationId(site);
        Drain.Rate rate;
        long before = usedAfterCollection();
        long after;
        try (var drain = new Drain(site.clients(), site.partitions(), application);
                Evaluator evaluator = site.evaluator()) {
            evaluator.start();
            rate = drain.await();
            Refusals.none(site);
            after = usedAfterCollection();
        }
        if (plan.executions() >= MANY || scale == Scale.SMOKE) {
            double count = plan.executions();
            findings.add(Figure.of(MEMORY, HEAP, executions(plan), Unit.BYTES, Math.max(0, after - before) / count));
            findings.add(Figure.of(MEMORY, DISK, executions(plan), Unit.BYTES, site.stateBytes(application) / count));
        }
        return rate;
    }

    static void flink(Site site, Plan plan, Findings findings) {
        try {
            findings.add(figure(RATE, FLINK, "", theirs(site, plan)));
            findings.note(
                    "Flink CEP reads the same topic and commits with its checkpoints, once a second, exactly once, state on the heap. The pattern finds missing"
                            + " heartbeats; the budget is a filter, which costs less than a second pattern. It verifies no signature or code, writes nothing, and asks no registry.");
        } catch (Exception | LinkageError e) {
            findings.absent(FLINK, String.valueOf(e));
        }
    }

    /** Loads it. */
    private static Drain.Rate theirs(Site site, Plan plan) throws Exception {
        try (Competitor competitor = new FlinkCep();
                var drain = new Drain(site.clients(), site.partitions(), competitor.group())) {
            competitor.start(site, plan);
            return drain.await();
        }
    }

    private static long usedAfterCollection() throws InterruptedException {
        System.gc();
        // Cleaners run beside it.
        Thread.sleep(200);
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void limits(Findings findings) {
        double ours = value(findings, RATE, OURS, "");
        findings.add(Limit.atLeast(
                "ours to that of Kafka Streams alone", 0.7, ours / value(findings, RATE, FLOOR, ""), Unit.RATIO));
        findings.add(Limit.atLeast("one stream thread", 40_000, ours, Unit.PER_SECOND));
        findings.value(RATE, FLINK, "")
                .ifPresent(theirs ->
                        findings.add(Limit.atLeast("ours to that of Flink CEP", 1, ours / theirs, Unit.RATIO)));
        String usual = String.format(Locale.ROOT, "%,d executions", USUAL);
        String most = String.format(Locale.ROOT, "%,d executions", MOST);
        findings.add(Limit.atMost(
                "heap and state for each of " + most,
                1_200,
                value(findings, MEMORY, HEAP, most) + value(findings, MEMORY, DISK, most),
                Unit.BYTES));
        findings.add(Limit.atLeast(
                most + " to " + usual,
                0.7,
                value(findings, BY_EXECUTIONS, OURS, most) / value(findings, BY_EXECUTIONS, OURS, usual),
                Unit.RATIO));
    }

    private static double value(Findings findings, String chart, String subject, String at) {
        return findings.value(chart, subject, at).orElse(Double.NaN);
    }
}
