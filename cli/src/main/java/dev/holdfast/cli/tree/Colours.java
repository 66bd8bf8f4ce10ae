package dev.holdfast.cli.tree;

import dev.holdfast.record.TrustState;

/** What states look like; the word always stands beside. */
final class Colours {
    private Colours() {}

    static String of(TrustState state) {
        return switch (state) {
            case PENDING -> "#d9d9d9";
            case TRUSTED -> "#9fdf9f";
            case PAUSED -> "#ffd27f";
            case HALTED -> "#ff9f9f";
            case COMPLETED -> "#a8c8f0";
            case DENIED -> "#e0a8e0";
        };
    }
}
