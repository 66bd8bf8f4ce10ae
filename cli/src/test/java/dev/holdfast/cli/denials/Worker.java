package dev.holdfast.cli.denials;

import dev.holdfast.executor.Enforcer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process of an execution, and an enforcer over it that may refuse to end it. */
final class Worker implements Enforcer, AutoCloseable {
    private final String executionId;
    private volatile boolean stubborn;
    private volatile @Nullable Process process;

    Worker(String executionId, boolean stubborn) {
        this.executionId = executionId;
        this.stubborn = stubborn;
    }

    void begin() throws IOException {
        var builder = new ProcessBuilder("sleep", "300");
        builder.environment().put("EXECUTION", executionId);
        process = builder.start();
    }

    /** From now on it can be ended. */
    void giveWay() {
        stubborn = false;
    }

    @Override
    public Outcome pause() {
        return new Outcome.Seen("sleeps anyway");
    }

    @Override
    public Outcome resume() {
        return new Outcome.Seen("sleeps on");
    }

    @Override
    public Outcome halt() {
        if (stubborn) {
            return new Outcome.NotSeen("still there");
        }
        end();
        return new Outcome.Seen("gone");
    }

    private void end() {
        Process begun = process;
        if (begun == null) {
            return;
        }
        try {
            begun.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
    }
}
