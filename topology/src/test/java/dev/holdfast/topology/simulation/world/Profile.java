package dev.holdfast.topology.simulation.world;

/**
 * What a world may do beside what executors and authorities do.
 *
 * @param crashes whether tasks are aborted, restarted and moved to where the clock shows something else, earlier or later, with or without the knowledge of who
 *     had them before
 * @param clockFalls whether it may be earlier; otherwise the clock of the one task is set forward now and then
 * @param gaps whether offsets are left out
 * @param logEvery in which seeds the log over lineage is kept: in those that this divides; 0 for none
 * @param lack what Kafka does not do
 */
public record Profile(boolean crashes, boolean clockFalls, boolean gaps, int logEvery, Lack lack) {
    /** Signing by ML-DSA-44 takes so long that with a log in each a third fewer would be played. */
    private static final int LOG_EVERY = 16;

    /** Everything. */
    public static final Profile ALL = new Profile(true, true, true, LOG_EVERY, Lack.NOTHING);

    /** What the test driver of Kafka Streams can do as well. */
    public static final Profile DRIVEN = new Profile(false, false, false, 0, Lack.NOTHING);

    /** What the evaluator takes for granted of Kafka, and a saboteur takes away. */
    public enum Lack {
        /** Kafka does what it says. */
        NOTHING,
        /** A process that has lost the partition can commit all the same. */
        FENCING,
        /** The log over lineage reads what was never committed. */
        ISOLATION
    }

    /** Everything, in a Kafka that lacks something, and with the log in every seed. */
    public static Profile lacking(Lack lack) {
        return new Profile(true, true, true, 1, lack);
    }
}
