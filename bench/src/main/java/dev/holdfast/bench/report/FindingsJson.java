package dev.holdfast.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Findings as what JSON is made of. Times of histograms are in the unit of their figure. */
final class FindingsJson {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private FindingsJson() {}

    static Map<String, Object> of(Map<String, ?> circumstances, List<Findings> suites) {
        var map = new LinkedHashMap<String, Object>();
        map.put("format", "holdfast-bench-1");
        map.put("circumstances", circumstances);
        map.put("suites", suites.stream().map(FindingsJson::suite).toList());
        return map;
    }

    private static Map<String, Object> suite(Findings findings) {
        var map = new LinkedHashMap<String, Object>();
        map.put("suite", findings.suite());
        map.put("question", findings.question());
        map.put("figures", findings.figures().stream().map(FindingsJson::figure).toList());
        map.put("limits", findings.limits().stream().map(FindingsJson::limit).toList());
        map.put("absent", findings.absences());
        map.put("notes", findings.notes());
        return map;
    }

    private static Map<String, Object> figure(Figure figure) {
        var map = new LinkedHashMap<String, Object>();
        map.put("chart", figure.chart());
        map.put("subject", figure.subject());
        map.put("at", figure.at());
        map.put("unit", figure.unit().symbol());
        map.put("value", figure.value());
        if (!Double.isNaN(figure.cpuMicros())) {
            map.put("cpuMicros", figure.cpuMicros());
        }
        Histogram nanos = figure.histogram();
        if (nanos != null) {
            map.put("samples", nanos.getTotalCount());
            for (double percentile : PERCENTILES) {
                map.put(
                        "p" + (percentile == Math.rint(percentile) ? String.valueOf((int) percentile) : percentile),
                        figure.unit().ofNanos(nanos.getValueAtPercentile(percentile)));
            }
            map.put("max", figure.unit().ofNanos(nanos.getMaxValue()));
        }
        return map;
    }

    private static Map<String, Object> limit(Limit limit) {
        var map = new LinkedHashMap<String, Object>();
        map.put("limit", limit.text());
        map.put(limit.atMost() ? "atMost" : "atLeast", limit.bound());
        // JSON has no number for what was not measured.
        map.put("found", Double.isNaN(limit.found()) ? null : limit.found());
        map.put("unit", limit.unit().symbol());
        map.put("kept", limit.kept());
        return map;
    }
}
