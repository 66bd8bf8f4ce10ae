package dev.holdfast.bench.decide;

/**
 * A language of texts: how it says each condition, as a format for what the condition is about.
 *
 * @param agentIs of an agent's name
 * @param endsWithin of milliseconds
 * @param counterAbove of a counter's name and a bound
 * @param regionIs of a region's name
 * @param and what stands between two of which both must hold
 */
record Phrases(String agentIs, String endsWithin, String counterAbove, String regionIs, String and)
        implements Clause.Language<String> {
    @Override
    public String agentIs(String agent) {
        return agentIs.formatted(agent);
    }

    @Override
    public String endsWithin(long millis) {
        return endsWithin.formatted(millis);
    }

    @Override
    public String counterAbove(String counter, long bound) {
        return counterAbove.formatted(counter, bound);
    }

    @Override
    public String counterAboveIn(String region, String counter, long bound) {
        return regionIs.formatted(region) + and + counterAbove(counter, bound);
    }
}
