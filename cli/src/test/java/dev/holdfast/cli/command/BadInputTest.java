package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person reads who got something wrong: what was expected, what was found, what to do. And nothing is left half-done. */
class BadInputTest {
    @TempDir
    private Path directory;

    private Path issuerKey;
    private Path executorKey;
    private Path config;

    @BeforeEach
    void makeKeys() throws IOException {
        issuerKey = directory.resolve("issuer.pem");
        executorKey = directory.resolve("agent.pem");
        assertThat(run("keys", "new", "--out", issuerKey.toString()).status()).isZero();
        assertThat(run("keys", "new", "--out", executorKey.toString()).status()).isZero();
        config = directory.resolve("client.properties");
        Files.writeString(config, """
                bootstrap.servers=127.0.0.1:%d
                schema.registry.url=http://127.0.0.1:%d/apis/ccompat/v7
                trust.domain=local
                evaluator.public.keys=%s.pub
                """.formatted(unusedPort(), unusedPort(), issuerKey));
    }

    @Test
    void shouldRefuseAGrantThatGrantsNothing() {
        Outcome outcome = issue();

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("the grant grants nothing", "--executable", "--allow");
        assertThat(directory.resolve("out.grant")).doesNotExist();
    }

    @Test
    void shouldRefuseAGrantThatCouldNeverBeLeased() {
        Outcome outcome = issue("--allow", "work.step:*");

        assertThat(outcome.err()).contains("bound to no environment", "--waive-environment");
        assertThat(directory.resolve("out.grant")).doesNotExist();
    }

    @Test
    void shouldRefuseALeaseTooShort() {
        Outcome outcome = issue("--allow", "*:*", "--waive-environment", "--lease", "1s");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("expected a lease of at least 3 heartbeat intervals (3000 ms)", "found 1000");
        assertThat(directory.resolve("out.grant")).doesNotExist();
    }

    @Test
    void shouldRefuseAnIssuerKeyThatOthersMayRead() throws IOException {
        Files.setPosixFilePermissions(issuerKey, PosixFilePermissions.fromString("rw-r--r--"));

        Outcome outcome = issue("--allow", "*:*", "--waive-environment");

        assertThat(outcome.err()).contains("expected permissions 0600", "chmod 600");
    }

    @Test
    void shouldNotOverwriteAKey() {
        Outcome outcome = run("keys", "new", "--out", executorKey.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("is there already");
    }

    @Test
    void shouldSayThatAGrantFileIsMissing() {
        Outcome outcome = exec(directory.resolve("nowhere.grant"), executorKey, "true");

        assertThat(outcome.status()).isEqualTo(ExecCommand.NOT_STARTED);
        assertThat(outcome.err()).contains("nowhere.grant`: there is no such file");
    }

    @Test
    void shouldSayThatAGrantFileIsMalformed() throws IOException {
        Path grant = directory.resolve("bad.grant");
        Files.writeString(grant, "{\"format\":");

        Outcome outcome = exec(grant, executorKey, "true");

        assertThat(outcome.err()).contains("bad.grant`: expected JSON");
    }

    @Test
    void shouldSayThatTheKeyIsAnother() {
        Path grant = goodGrant();

        Outcome outcome = exec(grant, issuerKey, "true");

        assertThat(outcome.status()).isEqualTo(ExecCommand.NOT_STARTED);
        assertThat(outcome.err()).contains("the key is not the one that the grant names");
    }

    @Test
    void shouldSayThatACommandIsNotFound() {
        Outcome outcome = exec(goodGrant(), executorKey, "no-such-program-anywhere");

        assertThat(outcome.status()).isEqualTo(ExecCommand.NOT_STARTED);
        assertThat(outcome.err()).contains("command not found: `no-such-program-anywhere`");
    }

    @Test
    void shouldWaitVisiblyForADeploymentThatDoesNotAnswerAndThenEnd() {
        Outcome outcome = exec(goodGrant(), executorKey, "--wait", "1s", "true");

        assertThat(outcome.status()).isEqualTo(ExecCommand.NOT_STARTED);
        assertThat(outcome.err())
                .contains("holdfast: waiting (0 s): the schema registry at http://127.0.0.1:")
                .contains("does not answer after 1 s; is it up");
    }

    @Test
    void shouldNameAnUnknownKeyOfAConfigurationAndTheNearestOne() throws IOException {
        Files.writeString(config, "bootstrap.server=127.0.0.1:1\n", StandardOpenOption.APPEND);

        Outcome outcome = run("executions", "--config", config.toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("unknown configuration key `bootstrap.server`; did you mean `bootstrap.servers`?");
    }

    @Test
    void shouldSayThatAnEvaluatorsConfigurationIsMissing() {
        Outcome outcome =
                run("serve", "--config", directory.resolve("none.properties").toString());

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("none.properties`: there is no such file");
    }

    @Test
    void shouldSayThatAPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path data = directory.resolve("data");

            Outcome outcome =
                    run("up", "--data", data.toString(), "--port", "" + taken.getLocalPort(), "--registry-port", "0");

            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("" + taken.getLocalPort());
        }
    }

    @Test
    void shouldSayThatADataDirectoryCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("a-file"));

        Outcome outcome = run("up", "--data", file.resolve("data").toString(), "--port", "0", "--registry-port", "0");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("a-file");
    }

    @Test
    void shouldSayWhatCommandsThereAre() {
        Outcome outcome = run("grnat");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("grnat", "see `holdfast --help`");
    }

    private Path goodGrant() {
        Outcome outcome = issue("--allow", "*:*", "--waive-environment");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return directory.resolve("out.grant");
    }

    private Outcome issue(String... options) {
        var args = new ArrayList<>(List.of(
                "grant",
                "issue",
                "--execution",
                "job-1",
                "--agent",
                "tester",
                "--executor-key",
                executorKey + ".pub",
                "--issuer-key",
                issuerKey.toString(),
                "--out",
                directory.resolve("out.grant").toString()));
        args.addAll(List.of(options));
        return run(args.toArray(String[]::new));
    }

    private Outcome exec(Path grant, Path key, String... rest) {
        var args = new ArrayList<>(
                List.of("exec", "--config", config.toString(), "--grant", grant.toString(), "--key", key.toString()));
        args.addAll(List.of(rest).subList(0, rest.length - 1));
        args.addAll(List.of("--", rest[rest.length - 1]));
        return run(args.toArray(String[]::new));
    }

    private static Outcome run(String... args) {
        return CommandLineFixture.run(args);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
