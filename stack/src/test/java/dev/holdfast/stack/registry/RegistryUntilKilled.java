package dev.holdfast.stack.registry;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A program with a registry that never closes it; prints the ids of its processes. */
final class RegistryUntilKilled {
    private RegistryUntilKilled() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        SchemaRegistryProcess registry = SchemaRegistryProcess.start(
                RegistryConfig.fileBacked(directory.resolve("data"), directory.resolve("work")));
        String ids = Stream.concat(
                        Stream.of(registry.process()), registry.process().descendants())
                .map(process -> Long.toString(process.pid()))
                .collect(Collectors.joining(" "));
        System.out.println(ids);
        System.in.read();
        Runtime.getRuntime().halt(0);
    }
}
