package dev.holdfast.bench.report;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Figures as lines for people. */
final class FigureText {
    private FigureText() {}

    static String line(Figure figure) {
        var text = new StringBuilder(figure.chart() + ", " + figure.subject());
        if (!figure.at().isEmpty()) {
            text.append(", ").append(figure.at());
        }
        text.append(": ").append(number(figure.value(), figure.unit()));
        Histogram nanos = figure.histogram();
        if (nanos != null) {
            text.append(" (p99 ")
                    .append(number(figure.unit().ofNanos(nanos.getValueAtPercentile(99)), figure.unit()))
                    .append(", p99.9 ")
                    .append(number(figure.unit().ofNanos(nanos.getValueAtPercentile(99.9)), figure.unit()))
                    .append(", ")
                    .append(nanos.getTotalCount())
                    .append(" samples)");
        }
        if (!Double.isNaN(figure.cpuMicros())) {
            text.append(String.format(Locale.ROOT, ", %.2f us of CPU each", figure.cpuMicros()));
        }
        return text.toString();
    }

    static String line(Limit limit) {
        return (limit.kept() ? "kept: " : "MISSED: ") + limit.text() + ": "
                + (limit.atMost() ? "at most " : "at least ") + number(limit.bound(), limit.unit()) + ", found "
                + number(limit.found(), limit.unit());
    }

    static String number(double value, Unit unit) {
        if (Double.isNaN(value)) {
            return "nothing";
        }
        boolean whole = Math.abs(value) >= 100 || value == Math.rint(value);
        return String.format(Locale.ROOT, whole ? "%,.0f %s" : "%.2f %s", value, unit.symbol())
                .strip();
    }
}
