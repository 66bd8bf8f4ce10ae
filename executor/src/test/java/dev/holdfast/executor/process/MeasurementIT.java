package dev.holdfast.executor.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MeasurementIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldSeeProcessorTimeGrowAndNeverFall(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        String burning = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done";
        try (ProcessTree tree = script.start("while :; do (" + burning + "); (sh -c '" + burning + "' &); done")) {
            List<Long> cpuMillis = new ArrayList<>();

            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        cpuMillis.add(tree.measure().cpuMillis());
                        return cpuMillis.get(cpuMillis.size() - 1) > 500;
                    });
            tree.halt(Duration.ZERO, Duration.ofSeconds(5));
            cpuMillis.add(tree.measure().cpuMillis());

            assertThat(cpuMillis).isSorted();
            assertThat(tree.measure().processCount()).isZero();
            assertThat(tree.measure().residentBytes()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldCountProcessesAndMemory(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree = script.start("sleep 100 & (sleep 100 &); sleep 100")) {
            await().until(() -> tree.measure().processCount() == 4);

            assertThat(tree.measure().residentBytes()).isBetween(1_000_000L, 100_000_000L);
            assertThat(tree.measure().openConnections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"CGROUP, 127.0.0.1", "MARKER, 127.0.0.1", "CGROUP, ::1", "MARKER, ::1"})
    void shouldCountConnectionsOfItsOwnOnly(Containment containment, String address) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is needed to connect from a script");
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ServerSocket server = listening(address)) {
            String connect = "exec 3<>/dev/tcp/" + address + "/" + server.getLocalPort() + "; sleep 100 & sleep 100";
            try (Socket foreign = new Socket(server.getInetAddress(), server.getLocalPort());
                    ProcessTree tree = script.start("exec bash -c '" + connect + "'")) {
                await().until(() ->
                        tree.measure().openConnections() == 1 && tree.measure().processCount() == 3);

                assertThat(foreign.isConnected()).isTrue();
                assertThat(tree.pause(Duration.ofSeconds(5))).isInstanceOf(Effect.Stopped.class);
                assertThat(tree.measure().openConnections()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CGROUP", "MARKER"})
    void shouldMeasureATreeWhoseProcessesComeAndGo(Containment containment) throws IOException {
        ExecutionScript script = new ExecutionScript(directory, containment);
        try (ProcessTree tree =
                script.start("while :; do for i in 1 2 3 4 5 6 7 8; do true | cat & done; wait; done")) {
            for (int times = 0; times < 200; times++) {
                Measurement measurement = tree.measure();

                assertThat(measurement.processCount()).isNotNegative();
            }
        }
    }

    private static ServerSocket listening(String address) throws IOException {
        try {
            return new ServerSocket(0, 10, InetAddress.getByName(address));
        } catch (IOException noSuchFamily) {
            assumeTrue(false, "no loopback address " + address + " here: " + noSuchFamily.getMessage());
            throw noSuchFamily;
        }
    }
}
