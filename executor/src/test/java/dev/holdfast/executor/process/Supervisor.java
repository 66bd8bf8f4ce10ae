package dev.holdfast.executor.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A supervising JVM to be killed. Arguments: execution id, directory, containment, script. Prints a line when the tree runs. */
final class Supervisor {
    private Supervisor() {}

    @SuppressWarnings("try")
    public static void main(String[] args) throws IOException {
        Launch launch = new Launch(
                args[0],
                List.of("sh", "-c", args[3]),
                Path.of(args[1]),
                Map.of("T", args[1] + "/ticks"),
                Containment.valueOf(args[2]));
        try (ProcessTree tree = ProcessTree.start(launch)) {
            System.out.println("started " + tree.pid());
            System.in.read();
        }
    }
}
