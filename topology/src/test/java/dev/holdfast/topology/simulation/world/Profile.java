package dev.holdfast.topology.simulation.world;

/**
 * What a world may do beside what executors and authorities do.
 *
 * @param crashes whether tasks are aborted, restarted and moved to where the clock shows something else, earlier or later
 * @param clockFalls whether it may be earlier; otherwise the clock of the one task is set forward now and then
 * @param gaps whether offsets are left out
 */
public record Profile(boolean crashes, boolean clockFalls, boolean gaps) {
    /** Everything. */
    public static final Profile ALL = new Profile(true, true, true);

    /** What the test driver of Kafka Streams can do as well. */
    public static final Profile DRIVEN = new Profile(false, false, false);
}
