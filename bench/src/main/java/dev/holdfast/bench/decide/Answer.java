package dev.holdfast.bench.decide;

/** What is decided; the worst of what rules find. */
public enum Answer {
    TRUST,
    PAUSE,
    HALT;

    /** The worse of two. */
    Answer or(Answer other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
