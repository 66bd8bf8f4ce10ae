package dev.holdfast.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.executor.process.containment.CgroupSite;
import dev.holdfast.executor.process.linux.Proc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A shell script as an execution, and what can be told of it without asking the code under test: processes by
 * {@code /proc}, life by a file, {@code $T}, that the script makes grow.
 */
final class ExecutionScript {
    static final boolean PERL = Files.isExecutable(Path.of("/usr/bin/perl"));

    /** Each process of it leaves a child behind and ends, within 0.1 ms; every fiftieth tells that it lived. */
    static final String QUICK_CHAIN =
            "exec perl -e 'while (1) { exit if fork; next if ++$i % 50; open F, \">>$ENV{T}\"; print F 1; close F }'";

    final String executionId = "test/" + UUID.randomUUID();
    private final Path directory;
    private final Containment containment;

    ExecutionScript(Path directory, Containment containment) {
        this.directory = directory;
        this.containment = containment;
        if (containment == Containment.CGROUP) {
            CgroupSite.Opening opening = new CgroupSite(Proc.system()).open("holdfast-probe-" + UUID.randomUUID());
            if (opening instanceof CgroupSite.Opening.NotPermitted refused) {
                assumeTrue(false, "no cgroups here: " + refused.reason());
            } else if (opening instanceof CgroupSite.Opening.Opened opened) {
                assertThat(opened.enclosure().remove()).isTrue();
            }
        }
    }

    Launch launch(String script) {
        return new Launch(
                executionId,
                List.of("sh", "-c", script),
                directory,
                Map.of("T", ticks().toString(), "D", directory.toString()),
                containment);
    }

    ProcessTree start(String script) throws LaunchException {
        ProcessTree tree = ProcessTree.start(launch(script));
        assertThat(tree.containment()).isEqualTo(containment);
        return tree;
    }

    Path ticks() {
        return directory.resolve("ticks");
    }

    long size() {
        return ticks().toFile().length();
    }

    void awaitLife() {
        long before = size();
        await().until(() -> size() > before);
    }

    void assertStill() {
        long before = size();
        await().pollInterval(Duration.ofMillis(20))
                .during(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(5))
                .until(() -> size() == before);
    }

    /** Everybody with the execution's id in the environment; ended ones have none. */
    List<Long> carriers() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> environment(process).contains(executionId))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .toList();
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private static String environment(Path process) {
        try {
            return Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException vanished) {
            return "";
        }
    }

    /** The watchman of this execution, found by the command line of a child of this JVM. */
    ProcessHandle watchman() {
        return ProcessHandle.current()
                .children()
                .filter(child -> commandLine(child.pid()).contains("holdfast-watchman\0" + executionId))
                .findFirst()
                .orElseThrow();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException vanished) {
            return "";
        }
    }
}
