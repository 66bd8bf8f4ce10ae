package dev.holdfast.executor.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Prints how long pauses take for trees of 1, 10 and 50 processes; the figures in the documentation come from here. */
final class PauseLatency {
    private static final int ROUNDS = 200;
    private static final Duration BOUND = Duration.ofSeconds(5);

    private PauseLatency() {}

    public static void main(String[] args) throws IOException {
        for (Containment containment : List.of(Containment.CGROUP, Containment.MARKER)) {
            for (int size : List.of(1, 10, 50)) {
                String script = "i=1; while [ $i -lt " + size + " ]; do sleep 300 & i=$((i+1)); done; exec sleep 300";
                Launch launch =
                        new Launch("latency/" + size, List.of("sh", "-c", script), Path.of("/"), Map.of(), containment);
                try (ProcessTree tree = ProcessTree.start(launch)) {
                    while (tree.survivors().size() < size) {
                        Thread.onSpinWait();
                    }
                    List<Long> micros = new ArrayList<>();
                    for (int round = 0; round < ROUNDS; round++) {
                        if (!(tree.pause(BOUND) instanceof Effect.Stopped stopped)) {
                            throw new IllegalStateException("a pause was not seen");
                        }
                        if (round >= ROUNDS / 4) {
                            micros.add(stopped.elapsed().toNanos() / 1000);
                        }
                        tree.resume();
                    }
                    Collections.sort(micros);
                    System.out.printf(
                            "%s processes=%d p50=%d us p99=%d us%n",
                            containment, size, micros.get(micros.size() / 2), micros.get(micros.size() * 99 / 100));
                }
            }
        }
    }
}
