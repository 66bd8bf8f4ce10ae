package dev.holdfast.stack.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.stack.host.DataDirectoryException;
import dev.holdfast.stack.host.FreePorts;
import dev.holdfast.stack.host.PortTakenException;
import dev.holdfast.stack.host.TcpRelay;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @TempDir
    Path directory;

    @Test
    void shouldKeepClusterAndRecordsOverARestart() throws Exception {
        String firstId;
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(directory))) {
            Records.createTopic(broker.bootstrapServers(), "kept");
            Records.send(broker.bootstrapServers(), "kept", "still here");
            firstId = broker.clusterId();
        }

        try (EmbeddedBroker again = EmbeddedBroker.start(BrokerConfig.in(directory));
                Admin admin = Admin.create(Map.of("bootstrap.servers", again.bootstrapServers()))) {
            assertThat(again.clusterId()).isEqualTo(firstId);
            assertThat(admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS))
                    .isEqualTo(firstId);
            assertThat(Records.readFirst(again.bootstrapServers(), "kept")).isEqualTo("still here");
        }
    }

    @Test
    void shouldStartAgainWhatWasKilled() throws Exception {
        try (ChildJvm child = ChildJvm.run(BrokerUntilKilled.class, directory.toString())) {
            Records.createTopic(child.firstLine(), "killed");
            Records.send(child.firstLine(), "killed", "survives");
            child.kill();
        }

        try (EmbeddedBroker again = EmbeddedBroker.start(BrokerConfig.in(directory))) {
            assertThat(Records.readFirst(again.bootstrapServers(), "killed")).isEqualTo("survives");
        }
    }

    @Test
    void shouldFormatAgainAfterADeathWhileFormatting() throws Exception {
        Files.createDirectories(directory.resolve("log.formatting"));
        Files.writeString(directory.resolve("log.formatting").resolve("bootstrap.checkpoint"), "half");

        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(directory))) {
            assertThat(broker.clusterId()).isNotBlank();
        }

        assertThat(directory.resolve("log.formatting")).doesNotExist();
    }

    @Test
    void shouldRefuseADirectoryThatAnotherBrokerHolds() {
        try (EmbeddedBroker holder = EmbeddedBroker.start(BrokerConfig.in(directory))) {
            assertThatExceptionOfType(DataDirectoryException.class)
                    .isThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(directory)))
                    .withMessageContaining("another one holds it")
                    .withMessageContaining(directory.toString());
            assertThat(holder.port()).isPositive();
        }
    }

    @Test
    void shouldNameAPortThatIsTakenBeforeTouchingAnything() throws Exception {
        try (ServerSocket owner = new ServerSocket(0, 1, FreePorts.loopback())) {
            int port = owner.getLocalPort();
            Path untouched = directory.resolve("untouched");

            assertThatExceptionOfType(PortTakenException.class)
                    .isThrownBy(() -> EmbeddedBroker.start(new BrokerConfig(untouched, port, List.of())))
                    .satisfies(e -> assertThat(e.port()).isEqualTo(port))
                    .withMessageContaining(Integer.toString(port));
            assertThat(untouched).doesNotExist();
        }
    }

    @Test
    void shouldNameADirectoryThatCannotBeWritten() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> EmbeddedBroker.start(BrokerConfig.in(file.resolve("below"))))
                .withMessageContaining(file.resolve("below").toString());
    }

    @Test
    void shouldCreateNoTopicThatNobodyAskedFor() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.in(directory))) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> Records.send(broker.bootstrapServers(), "nobody-asked", "x"));
        }
    }

    @Test
    void shouldReachTheBrokerThroughARelayUntilItIsCut() throws Exception {
        int behind = FreePorts.next();
        try (TcpRelay relay = TcpRelay.start(0, behind)) {
            ExtraListener listener = new ExtraListener("RELAYED", behind, FreePorts.LOOPBACK, relay.port());
            try (EmbeddedBroker broker = EmbeddedBroker.start(new BrokerConfig(directory, 0, List.of(listener)))) {
                String relayed = FreePorts.LOOPBACK + ":" + relay.port();
                Records.createTopic(broker.bootstrapServers(), "relayed");

                Records.send(relayed, "relayed", "through");

                assertThat(broker.portOf("RELAYED")).isEqualTo(behind);
                relay.cut();
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> Records.send(relayed, "relayed", "not through"));
                relay.restore();
                Records.send(relayed, "relayed", "through again");
                assertThat(Records.readAll(broker.bootstrapServers(), "relayed", 2, Duration.ofSeconds(10)))
                        .containsExactly("through", "through again");
                assertThatIllegalArgumentException().isThrownBy(() -> broker.portOf("OTHER"));
            }
        }
    }
}
