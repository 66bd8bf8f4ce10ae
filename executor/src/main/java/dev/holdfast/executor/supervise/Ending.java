package dev.holdfast.executor.supervise;

/** How a governed execution ended. */
public sealed interface Ending {

    /**
     * By itself.
     *
     * @param exitCode of its first process
     * @param recorded whether Kafka has taken the last heartbeat, which says so
     */
    record Completed(int exitCode, boolean recorded) implements Ending {}

    /**
     * By a verdict, or because its lease ran out.
     *
     * @param cause why
     * @param seen whether every process was seen gone
     */
    record Halted(String cause, boolean seen) implements Ending {}

    /** No lease came in time; nothing was started. */
    record NeverLeased(String cause) implements Ending {}
}
