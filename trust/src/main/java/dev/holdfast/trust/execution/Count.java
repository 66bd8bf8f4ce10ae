package dev.holdfast.trust.execution;

/** Counts of what an executor did. They only rise: one that is full stays full, since one that began anew would give back what was used up. */
final class Count {
    private Count() {}

    /**
     * The sum of two counts, or {@link Long#MAX_VALUE} where that is more than a count holds.
     *
     * @param counted 0 or more
     * @param more 0 or more
     */
    static long sum(long counted, long more) {
        long sum = counted + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
