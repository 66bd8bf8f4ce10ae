package dev.holdfast.stack.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpRelayTest {
    private ServerSocket target;
    private TcpRelay relay;

    @BeforeEach
    void open() throws IOException {
        target = new ServerSocket(0, 10, FreePorts.loopback());
        relay = TcpRelay.start(0, target.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        target.close();
    }

    @Test
    void shouldCarryBothWaysAndPassOnTheEndOfEachDirection() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            client.getOutputStream().write("question".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();

            assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("question");
            server.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            server.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("answer");
        }
    }

    @Test
    void shouldDropAndRefuseWhileCut() throws Exception {
        try (Socket client = connect();
                Socket server = target.accept()) {
            client.getOutputStream().write(1);
            assertThat(server.getInputStream().read()).isEqualTo(1);

            relay.cut();

            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> client.getInputStream().read());
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> server.getInputStream().read());
            assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
        }
    }

    @Test
    void shouldCarryAgainOnTheSamePortAfterARestore() throws Exception {
        relay.cut();
        relay.restore();
        relay.restore();

        try (Socket client = connect();
                Socket server = target.accept()) {
            client.getOutputStream().write(2);

            assertThat(server.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void shouldDropAConnectionWhoseTargetIsNotThere() throws Exception {
        target.close();

        try (Socket client = connect()) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> client.getInputStream().read());
        }
    }

    @Test
    void shouldNotComeBackOnceClosed() {
        relay.close();

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(relay::restore);
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
    }

    private Socket connect() throws IOException {
        return new Socket(FreePorts.loopback(), relay.port());
    }
}
