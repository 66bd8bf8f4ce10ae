package dev.holdfast.lineage.testing;

import java.util.Random;

/** Random sources of property tests. The seed is fixed, or given by {@code -Dholdfast.seed}, and stands in every failure's description. */
public final class Seeds {
    private static final long SEED = Long.getLong("holdfast.seed", 20_260_101L);

    private Seeds() {}

    /** A source of its own for one round of a property. */
    public static Random random(int round) {
        return new Random(SEED + round);
    }

    /** What to run again with: for {@code describedAs}. */
    public static String recipe(int round) {
        return "round " + round + " of -Dholdfast.seed=" + SEED;
    }
}
