package dev.holdfast.cli.command.govern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads who governs with the wrong words. Nothing is published for them: there is nobody to publish to. */
class GovernInputTest {
    private static final String NOWHERE = "does not answer; nothing was published";

    @TempDir
    private Path directory;

    private Path config;

    @BeforeEach
    void makeKeys() throws IOException {
        for (String key : new String[] {"root.pem", "operator.pem"}) {
            assertThat(run("keys", "new", "--out", path(key)).status()).isZero();
        }
        config = directory.resolve("client.properties");
        // The port is closed again, so whoever connects fails at once, and a client gives up soon.
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(config, """
                    bootstrap.servers=127.0.0.1:%d
                    schema.registry.url=http://127.0.0.1:%d
                    trust.domain=local
                    kafka.max.block.ms=500
                    """.formatted(socket.getLocalPort(), socket.getLocalPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"halt", "pause", "resume", "revoke"})
    void shouldAskForASelector(String command) {
        Outcome outcome = act(command);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected one of --execution, --grant", "--everything, found none");
    }

    @ParameterizedTest
    @CsvSource({"--agent, a, --tenant, b", "--agent, a, --everything,", "--evidence, a=b, --image, c"})
    void shouldAskForOneSelectorOnly(String first, String value, String second, String other) {
        var words = new ArrayList<>(List.of(first, value, second));
        if (other != null) {
            words.add(second.equals("--image") ? other.repeat(64) : other);
        }

        Outcome outcome = act("revoke", words.toArray(String[]::new));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected exactly one of", "found several");
    }

    @Test
    void shouldNotTakeTwoExecutions() {
        Outcome outcome = act("halt", "one", "--execution", "two");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected one execution, found `one` and `two`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--execution",
                "--grant",
                "--agent",
                "--tenant",
                "--executor-key",
                "--issuer",
                "--evidence",
                "--policy"
            })
    void shouldRefuseAnEmptyValue(String option) {
        for (String empty : new String[] {"", " "}) {
            Outcome outcome = act("revoke", option, empty);

            assertThat(outcome.status()).isEqualTo(2);
            assertThat(outcome.err()).contains("expected a value, found an empty one", "--everything");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--execution, a//b, expected segments of ASCII letters",
        "--evidence, name, expected `name=value`",
        "--image, abc, expected a SHA-256 of 64 lower-case hex digits"
    })
    void shouldRefuseAValueThatCanChooseNothing(String option, String value, String expected) {
        Outcome outcome = act("revoke", option, value);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(expected);
    }

    @Test
    void shouldTakeAKeyByItsFile() {
        Outcome outcome = act("revoke", "--issuer", path("nowhere.pub"));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("nowhere.pub`: there is no such file");
    }

    @Test
    void shouldAskForAReason() {
        Outcome none = run("halt", "hello");
        Outcome empty = run("halt", "hello", "--reason", " ", "--config", config.toString());

        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("--reason");
        assertThat(empty.status()).isEqualTo(2);
        assertThat(empty.err()).contains("--reason: expected why, found an empty text");
    }

    @Test
    void shouldRefuseAnIdThatIsNone() {
        Outcome outcome = act("halt", "hello", "--id", "a/b");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected the id of an order to be of ASCII letters");
    }

    @Test
    void shouldWaitOnlyForANamedExecution() {
        Outcome outcome = act("halt", "--agent", "fetcher", "--wait", "5");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("--wait: expected a named execution");
    }

    @Test
    void shouldNotStopEverythingUnasked() {
        Outcome outcome = act("stop-everything");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("there is no terminal to ask at: expected --yes");
    }

    @Test
    void shouldTakeEveryKeyOnce() {
        Outcome outcome = act("halt", "hello", "--operator-key", path("operator.pem"));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected every key once");
    }

    @Test
    void shouldSayThatNothingWasPublished() {
        Outcome outcome = act("halt", "hello");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains(NOWHERE);
        assertThat(outcome.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, emperor, 1, 'expected one of grant-issuer, policy-author, operator, evaluator, executor-ca, signal-source'",
        "1, none, 1, 'found `none`'",
        "0, operator, 1, expected a version of at least 1",
        "1, operator, 2, expected a threshold from 1 to the number of keys (1)"
    })
    void shouldRefuseAnAuthorityThatIsNone(String version, String role, String threshold, String expected) {
        Outcome outcome = publish("--version", version, "--role", role, "--threshold", threshold);

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains(expected);
    }

    @Test
    void shouldRefuseAnAuthorityWithAKeyTwice() {
        Outcome outcome = publish("--version", "1", "--role", "operator", "--key", path("operator.pem.pub"));

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("expected every key once");
    }

    @Test
    void shouldUseAKeyThatIsUnderAPassword() throws IOException {
        Path password = password("correct horse\n");
        assertThat(run("keys", "new", "--out", path("secret.pem"), "--password-file", password.toString())
                        .status())
                .isZero();

        Outcome without =
                run("halt", "x", "--reason", "y", "--operator-key", path("secret.pem"), "--config", config.toString());
        Outcome with = run(
                "halt",
                "x",
                "--reason",
                "y",
                "--operator-key",
                path("secret.pem"),
                "--config",
                config.toString(),
                "--password-file",
                password.toString());

        assertThat(Files.readString(directory.resolve("secret.pem"))).contains("ENCRYPTED");
        assertThat(without.err()).contains("expected its password, found none");
        assertThat(with.err()).as("the key was read").contains(NOWHERE);
    }

    @Test
    void shouldRefuseAPasswordFileThatOthersMayRead() throws IOException {
        Path password = password("correct horse\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));

        Outcome outcome = run("keys", "new", "--out", path("secret.pem"), "--password-file", password.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("expected permissions 0600", "chmod 600");
        assertThat(directory.resolve("secret.pem")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"'', found an empty line", "'a\nb\n', 'expected one line, found more'"})
    void shouldRefuseAPasswordFileThatIsNotOneLine(String text, String expected) throws IOException {
        Outcome outcome = run(
                "keys",
                "new",
                "--out",
                path("secret.pem"),
                "--password-file",
                password(text).toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains(expected);
        assertThat(directory.resolve("secret.pem")).doesNotExist();
    }

    private Path password(String text) throws IOException {
        Path file = Files.createFile(
                directory.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    private Outcome act(String command, String... words) {
        var args = new ArrayList<>(List.of(command));
        args.addAll(List.of(words));
        args.addAll(
                List.of("--reason", "enough", "--operator-key", path("operator.pem"), "--config", config.toString()));
        return run(args.toArray(String[]::new));
    }

    private Outcome publish(String... words) {
        var args = new ArrayList<>(List.of("authority", "publish", "--name", "operators"));
        args.addAll(List.of(words));
        args.addAll(List.of(
                "--key", path("operator.pem.pub"), "--root-key", path("root.pem"), "--config", config.toString()));
        return run(args.toArray(String[]::new));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private static Outcome run(String... args) {
        return CommandLineFixture.run(args);
    }
}
