package dev.holdfast.bench.suite;

/** How much is measured. */
public enum Scale {
    /** Seconds and tiny sizes: shows that it works, and its figures say nothing. */
    SMOKE,
    /** What its figures can be quoted from. */
    FULL;

    /** One of two, by the scale. */
    public <T> T choose(T smoke, T full) {
        return this == SMOKE ? smoke : full;
    }
}
