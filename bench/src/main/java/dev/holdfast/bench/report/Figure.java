package dev.holdfast.bench.report;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One thing measured.
 *
 * @param chart what it is compared within, for people: figures of one chart have one unit
 * @param subject who did it: ours, or whose it is compared with
 * @param at under which condition, such as {@code 100 rules}
 * @param unit of the value
 * @param value the median where there is a histogram
 * @param histogram in nanoseconds; null where one number was measured
 * @param cpuMicros CPU time of the process for each operation, in microseconds; NaN where it was not measured
 */
public record Figure(
        String chart,
        String subject,
        String at,
        Unit unit,
        double value,
        @Nullable Histogram histogram,
        double cpuMicros) {
    /** Of many durations, in nanoseconds. */
    public static Figure of(String chart, String subject, String at, Unit unit, Histogram nanos, double cpuMicros) {
        return new Figure(chart, subject, at, unit, unit.ofNanos(nanos.getValueAtPercentile(50)), nanos, cpuMicros);
    }

    /** Of one number. */
    public static Figure of(String chart, String subject, String at, Unit unit, double value) {
        return new Figure(chart, subject, at, unit, value, null, Double.NaN);
    }
}
