package dev.holdfast.bench.stream;

/** Whom it is compared with, on a backlog that stands. One at a time; loaded only when it is asked for. */
interface Competitor extends AutoCloseable {
    /** The group whose committed offsets say how far it has come. */
    String group();

    /** Begins to take the heartbeats, without waiting. */
    void start(Site site, Plan plan) throws Exception;
}
