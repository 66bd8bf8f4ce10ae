package dev.holdfast.bench.verify;

import dev.holdfast.bench.machine.Needs;
import dev.holdfast.bench.report.Figure;
import dev.holdfast.bench.report.Findings;
import dev.holdfast.bench.report.Limit;
import dev.holdfast.bench.report.Unit;
import dev.holdfast.bench.suite.Jmh;
import dev.holdfast.bench.suite.Scale;
import dev.holdfast.bench.suite.Suite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signatures and sessions. */
public final class VerifySuite implements Suite {
    private static final String HEARTBEAT = "One heartbeat";
    private static final String SIGNATURE = "One Ed25519 signature";
    private static final String AMORTIZED = "in a session, signed ones counted in";
    private static final double MOST_MICROS = 3;
    private static final List<Integer> SIZES = List.of(200, 2_000, 14_000);

    /** Methods of the benchmark, and what they are to people. */
    private static final Map<String, String> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("amortized", AMORTIZED);
        WAYS.put("coded", "in a session, by its code alone");
        WAYS.put("checkpoint", "in a session, signed");
        WAYS.put("signed", "signed, without a session");
    }

    @Override
    public String name() {
        return "verify";
    }

    @Override
    public String question() {
        return "How long does it take to establish whose a heartbeat is, and what do others take for a signature?";
    }

    @Override
    public Needs needs(Scale scale) {
        return new Needs(128, scale.choose(0L, 500L), 10);
    }

    @Override
    public void run(Scale scale, Findings findings) throws Exception {
        var jmh = new Jmh(scale);
        for (Map.Entry<String, String> way : WAYS.entrySet()) {
            Jmh.Measured measured = jmh.sample(VerifyBenchmark.class, way.getKey(), Map.of());
            findings.add(Figure.of(
                    HEARTBEAT, way.getValue(), "", Unit.MICROSECONDS, measured.nanos(), measured.cpuMicros()));
        }
        for (int size : scale.choose(List.of(200), SIZES)) {
            for (String implementation : Ed25519Check.ALL) {
                signature(jmh, implementation, size, findings);
            }
        }
        if (scale == Scale.FULL) {
            findings.add(Limit.atMost(
                    "a heartbeat of a session, amortized over its signed ones, median",
                    MOST_MICROS,
                    findings.value(HEARTBEAT, AMORTIZED, "").orElse(Double.NaN),
                    Unit.MICROSECONDS));
        }
    }

    private static void signature(Jmh jmh, String implementation, int size, Findings findings) throws Exception {
        String at = size + " bytes";
        try {
            Ed25519Check.of(implementation, size);
        } catch (Exception | LinkageError e) {
            findings.absent(implementation + ", " + at, String.valueOf(e));
            return;
        }
        Jmh.Measured measured = jmh.sample(
                SignatureBenchmark.class,
                "verify",
                Map.of("implementation", implementation, "bytes", String.valueOf(size)));
        findings.add(
                Figure.of(SIGNATURE, implementation, at, Unit.MICROSECONDS, measured.nanos(), measured.cpuMicros()));
    }
}
