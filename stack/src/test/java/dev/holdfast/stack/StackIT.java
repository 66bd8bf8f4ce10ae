package dev.holdfast.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.stack.broker.Records;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.PortTakenException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackIT {
    @TempDir
    Path directory;

    @Test
    void shouldLeaveNothingOfATemporaryStack() throws Exception {
        Stack stack = Stack.start(StackConfig.temporary());
        Records.createTopic(stack.bootstrapServers(), "short-lived");
        assertThat(stack.directory()).isDirectory();
        assertThat(stack.registryUrl()).startsWith("http://127.0.0.1:");

        stack.close();
        stack.close();

        assertThat(stack.directory()).doesNotExist();
        assertThat(stack.registry().isAlive()).isFalse();
    }

    @Test
    void shouldKeepTheDirectoryItWasGiven() throws Exception {
        String cluster;
        try (Stack stack = Stack.start(StackConfig.in(directory))) {
            Records.createTopic(stack.bootstrapServers(), "kept");
            Records.send(stack.bootstrapServers(), "kept", "record");
            cluster = stack.broker().clusterId();
        }

        try (Stack again = Stack.start(StackConfig.in(directory))) {
            assertThat(again.broker().clusterId()).isEqualTo(cluster);
            assertThat(Records.readFirst(again.bootstrapServers(), "kept")).isEqualTo("record");
        }
    }

    @Test
    void shouldStopOnePartWhenTheOtherCannotStart() throws Exception {
        try (ServerSocket owner = new ServerSocket(0, 1, FreePorts.loopback())) {
            int taken = owner.getLocalPort();

            assertThatExceptionOfType(PortTakenException.class)
                    .isThrownBy(() -> Stack.start(new StackConfig(directory, taken, 0, List.of())))
                    .satisfies(e -> assertThat(e.port()).isEqualTo(taken));
            assertThatExceptionOfType(PortTakenException.class)
                    .isThrownBy(() -> Stack.start(new StackConfig(directory, 0, taken, List.of())))
                    .satisfies(e -> assertThat(e.port()).isEqualTo(taken));
        }

        await().atMost(Duration.ofSeconds(5))
                .until(() -> ProcessHandle.current().descendants().noneMatch(ProcessHandle::isAlive));
        try (Stack afterwards = Stack.start(StackConfig.in(directory))) {
            assertThat(afterwards.registry().isAlive()).isTrue();
        }
    }

    @Test
    void shouldRemoveATemporaryDirectoryAlsoAfterAFailedStart() throws Exception {
        Set<Path> before = temporaryStacks();
        try (ServerSocket owner = new ServerSocket(0, 1, FreePorts.loopback())) {
            StackConfig config = new StackConfig(null, owner.getLocalPort(), 0, List.of());

            assertThatExceptionOfType(PortTakenException.class).isThrownBy(() -> Stack.start(config));
        }

        assertThat(temporaryStacks()).isSubsetOf(before);
    }

    private static Set<Path> temporaryStacks() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("holdfast-stack-"))
                    .collect(Collectors.toSet());
        }
    }
}
