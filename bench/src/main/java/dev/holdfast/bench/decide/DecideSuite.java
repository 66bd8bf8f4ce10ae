package dev.holdfast.bench.decide;

import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Limit;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.bench.suite.Jmh;
import dev.holdfast.bench.suite.Scale;
import dev.holdfast.bench.suite.Suite;
import java.util.List;
import java.util.Map;

/** One decision in process, by 20 to 2,000 rules. */
public final class DecideSuite implements Suite {
    private static final String CHART = "One decision";
    private static final List<Integer> RULES = List.of(20, 100, 500, 2_000);

    /** The most that a median may be, in microseconds, by the number of rules. */
    private static final Map<Integer, Double> MOST = Map.of(20, 1.5, 100, 1.5, 500, 2.0);

    @Override
    public String name() {
        return "decide";
    }

    @Override
    public String question() {
        return "How long does one decision take, from the facts to the verdict, in process? All decide by the same rules about the same"
                + " situations, and have given the same answers before they are timed; ours decides by the baseline as well.";
    }

    @Override
    public Needs needs(Scale scale) {
        return new Needs(256, scale.choose(0L, 1_500L), 10);
    }

    @Override
    public void run(Scale scale, Findings findings) throws Exception {
        for (int rules : scale.choose(List.of(4), RULES)) {
            String at = rules + " rules";
            for (String subject : Subjects.names()) {
                if (isReady(subject, rules, findings)) {
                    Jmh.Measured measured = new Jmh(scale)
                            .sample(
                                    DecideBenchmark.class,
                                    "decide",
                                    Map.of("subject", subject, "rules", String.valueOf(rules)));
                    findings.add(
                            Figure.of(CHART, subject, at, Unit.MICROSECONDS, measured.nanos(), measured.cpuMicros()));
                }
            }
        }
        if (scale == Scale.FULL) {
            limits(findings);
        }
    }

    /** Tried in this process first: who cannot be loaded, or decides otherwise, is named and left out. */
    private static boolean isReady(String subject, int rules, Findings findings) {
        try {
            Subjects.ready(subject, rules).close();
            return true;
        } catch (Exception | LinkageError e) {
            findings.absent(subject + ", " + rules + " rules", String.valueOf(e));
            return false;
        }
    }

    private static void limits(Findings findings) {
        for (int rules : RULES) {
            String at = rules + " rules";
            double ours = findings.value(CHART, Subjects.OURS, at).orElse(Double.NaN);
            Double most = MOST.get(rules);
            if (most != null) {
                findings.add(Limit.atMost("median, " + at, most, ours, Unit.MICROSECONDS));
            }
            if (rules == 20 || rules == 500) {
                for (String other : List.of(Subjects.CEDAR, Subjects.CEL, Subjects.EASY_RULES)) {
                    findings.value(CHART, other, at)
                            .ifPresent(theirs -> findings.add(Limit.atMost(
                                    "faster than " + other + ", " + at + ": ours to theirs",
                                    1,
                                    ours / theirs,
                                    Unit.RATIO)));
                }
            }
        }
    }
}
