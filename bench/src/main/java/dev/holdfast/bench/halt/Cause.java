package dev.holdfast.bench.halt;

import dev.holdfast.record.ControlAction;
import java.util.concurrent.CompletableFuture;

/**
 * One cause for which one execution has to stop, and when what came of it; instants are nanoseconds of this process's monotonic clock. It begins at the moment for which it was intended,
 * however late it came about.
 */
final class Cause {
    private final ControlAction action;
    private final String code;
    private final boolean embodied;
    private final CompletableFuture<Long> intended = new CompletableFuture<>();
    private final CompletableFuture<Long> sent = new CompletableFuture<>();
    private final CompletableFuture<Long> received = new CompletableFuture<>();
    private final CompletableFuture<Long> stopped = new CompletableFuture<>();
    // Number of the heartbeat that brings it about; 0 before there is one.
    private volatile long heartbeat;

    /**
     * @param action that has to come of it
     * @param code of the finding that it has to bear
     * @param embodied whether there is a process to be stopped
     */
    Cause(ControlAction action, String code, boolean embodied) {
        this.action = action;
        this.code = code;
        this.embodied = embodied;
    }

    ControlAction action() {
        return action;
    }

    boolean embodied() {
        return embodied;
    }

    /** Whether a command is what has to come of it. */
    boolean answeredBy(ControlAction command, String reason) {
        return command == action && reason.contains(code);
    }

    long heartbeat() {
        return heartbeat;
    }

    void broughtAboutBy(long number) {
        heartbeat = number;
    }

    /** For when it was intended. */
    CompletableFuture<Long> intended() {
        return intended;
    }

    /** When the heartbeat that brings it about was sent, before it was sealed. */
    CompletableFuture<Long> sent() {
        return sent;
    }

    /** When its executor had the command, verified and decoded. */
    CompletableFuture<Long> received() {
        return received;
    }

    /** When its process had stopped. */
    CompletableFuture<Long> stopped() {
        return stopped;
    }
}
