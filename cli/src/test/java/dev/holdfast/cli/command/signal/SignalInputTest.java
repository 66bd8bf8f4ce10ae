package dev.holdfast.cli.command.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person reads who sends a signal that is none. */
class SignalInputTest {
    @TempDir
    private Path directory;

    private Path key;
    private Path config;

    @BeforeEach
    void lay() throws IOException {
        key = directory.resolve("source.pem");
        assertThat(CommandLineFixture.run("keys", "new", "--out", key.toString())
                        .status())
                .isZero();
        config = directory.resolve("client.properties");
        // The port is closed again, so whoever connects fails at once, and a client gives up soon.
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(config, """
                    bootstrap.servers=127.0.0.1:%1$d
                    schema.registry.url=http://127.0.0.1:%1$d
                    trust.domain=local
                    kafka.max.block.ms=500
                    """.formatted(socket.getLocalPort()));
        }
    }

    private Outcome send(String execution, String... more) {
        var words = new ArrayList<>(
                List.of("signal", "send", execution, "--key", key.toString(), "--config", config.toString()));
        words.addAll(List.of(more));
        return CommandLineFixture.run(words.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a//b  | risk       | HIGH | EXECUTION: expected
            hello | über.risk  | HIGH | expected the kind of a signal to be of ASCII letters
            hello | risk       | ''   | expected the value of a signal to have 1 to 64 characters, found 0
            """)
    void shouldSaySoBeforeAnythingIsSent(String execution, String kind, String value, String message) {
        Outcome outcome = send(execution, "--kind", kind, "--value", value);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(message);
        assertThat(outcome.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--observed-at, yesterday, expected an instant such as 2026-03-01T10:00:00Z",
        "--source, a b, expected the source of a signal",
        "--attribute, detector, --attribute"
    })
    void shouldRefuseAnOptionThatIsNone(String option, String value, String message) {
        Outcome outcome = send("hello", "--kind", "risk", "--value", "HIGH", option, value);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(message);
    }

    @Test
    void shouldSayThatNobodyAnswers() {
        Outcome outcome = send("hello", "--kind", "risk", "--value", "HIGH");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).doesNotContain("not foreseen");
        assertThat(outcome.out()).isEmpty();
    }
}
