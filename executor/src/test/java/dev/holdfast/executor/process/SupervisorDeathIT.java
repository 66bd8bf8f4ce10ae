package dev.holdfast.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SupervisorDeathIT {
    private static final String TICKING = "while :; do echo x >>$T; sleep 0.01; done";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "CGROUP, honest, 'sleep 100 & '",
        "MARKER, honest, 'sleep 100 & '",
        "CGROUP, daemon, 'setsid sleep 100 & (setsid sleep 100 &); '",
        "MARKER, daemon, 'setsid sleep 100 & (setsid sleep 100 &); '",
        "CGROUP, stubborn, 'trap \"\" TERM HUP INT; '",
        "MARKER, stubborn, 'trap \"\" TERM HUP INT; '"
    })
    void shouldEndTheTreeAndNobodyElseWhenTheSupervisorIsKilled(Containment containment, String name, String prelude)
            throws Exception {
        endsWithItsSupervisor(containment, prelude + TICKING);
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldEndAChainOfProcessesThatEachLiveForAMomentWhenTheSupervisorIsKilled(Containment containment)
            throws Exception {
        assumeTrue(ExecutionScript.PERL, "perl is needed for a chain of 0.1 ms a link");

        endsWithItsSupervisor(containment, ExecutionScript.QUICK_CHAIN);
    }

    private void endsWithItsSupervisor(Containment containment, String program) throws Exception {
        ExecutionScript script = new ExecutionScript(directory, containment);
        Process unrelated = new ProcessBuilder("sleep", "100").start();
        Process supervisor = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Supervisor.class.getName(),
                        script.executionId,
                        directory.toString(),
                        containment.name(),
                        program)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            try (BufferedReader output = supervisor.inputReader()) {
                assertThat(output.readLine()).startsWith("started ");
                script.awaitLife();

                supervisor.destroyForcibly().waitFor();
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> watchmen(script).isEmpty());
            assertThat(script.carriers()).isEmpty();
            script.assertStill();
            assertThat(unrelated.isAlive()).isTrue();
        } finally {
            unrelated.destroyForcibly().waitFor();
            supervisor.destroyForcibly().waitFor();
        }
    }

    private static List<Path> watchmen(ExecutionScript script) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("[0-9]+"))
                    .filter(process -> {
                        try {
                            return Files.readString(process.resolve("cmdline")).contains(script.executionId);
                        } catch (IOException vanished) {
                            return false;
                        }
                    })
                    .toList();
        }
    }
}
