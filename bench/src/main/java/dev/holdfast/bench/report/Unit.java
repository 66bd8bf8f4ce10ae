package dev.holdfast.bench.report;

/** What a figure is counted in. */
public enum Unit {
    MICROSECONDS("us", 1_000),
    MILLISECONDS("ms", 1_000_000),
    PER_SECOND("/s", 1),
    BYTES("B", 1),
    COUNT("", 1),
    RATIO("x", 1);

    private final String symbol;
    private final double nanos;

    Unit(String symbol, double nanos) {
        this.symbol = symbol;
        this.nanos = nanos;
    }

    /** As it stands behind a number. */
    public String symbol() {
        return symbol;
    }

    /** A duration in nanoseconds in this unit, which must be one of time. */
    public double ofNanos(double nanoseconds) {
        return nanoseconds / nanos;
    }
}
