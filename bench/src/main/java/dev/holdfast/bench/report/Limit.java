package dev.holdfast.bench.report;

/**
 * What a figure has to keep to.
 *
 * @param text what has to, for people
 * @param atMost whether the bound is an upper one
 */
public record Limit(String text, boolean atMost, double bound, double found, Unit unit) {
    /** No more than this. */
    public static Limit atMost(String text, double bound, double found, Unit unit) {
        return new Limit(text, true, bound, found, unit);
    }

    /** No less than this. */
    public static Limit atLeast(String text, double bound, double found, Unit unit) {
        return new Limit(text, false, bound, found, unit);
    }

    /** Whether it was kept; never by what is not a number. */
    public boolean kept() {
        return atMost ? found <= bound : found >= bound;
    }
}
