package dev.holdfast.executor.example;

import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.executor.GrantFile;
import dev.holdfast.schemas.connection.StrictConfig;
import dev.holdfast.trust.keyfile.KeyFiles;
import java.nio.file.Path;

/** The README's example of a worker that governs itself. */
public final class GuardedWorker {
    private GuardedWorker() {}

    // begin example
    public static void main(String[] args) throws Exception {
        var config = new ExecutorConfig(StrictConfig.read(Path.of(".holdfast/client.properties")));
        var key = KeyFiles.readSigningKey(Path.of("agent.pem"));
        var grant = GrantFile.read(Path.of("agent.grant"));

        try (var guard = ExecutionGuard.open(config, key, grant, ExecutionGuard.Options.defaults())) {
            for (int step = 1; step <= 5; step++) {
                guard.check(); // passes while leased, waits while paused, throws ExecutionHalted
                guard.report("work.step", "step-" + step);
                guard.count("tokens", 120);
            }
            guard.complete(0);
        }
        System.out.println("done");
    }
    // end example
}
