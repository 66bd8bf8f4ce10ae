package dev.holdfast.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types what the README says, into a deployment that the README's own command starts. */
class ReadmeIT {
    private static final Path README = Path.of("..", "README.md");

    @TempDir
    private static Path directory;

    private static Shell shell;
    private static Process up;

    @BeforeAll
    static void startADeployment() throws IOException {
        shell = new Shell(directory);
        Path rules = Files.createDirectories(directory.resolve("docs/examples/rules"));
        Files.copy(Path.of("..", "docs", "examples", "rules", "house.drl"), rules.resolve("house.drl"));
        assertThat(Files.readString(README)).contains("    ./holdfast up --rules docs/examples/rules\n");
        Path output = directory.resolve("up.txt");
        up = shell.start("exec ./holdfast up --port 0 --registry-port 0 --rules docs/examples/rules", output);
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(up.isAlive()).as(Files.readString(output)).isTrue();
            assertThat(Files.readString(output)).contains("ready after");
        });
    }

    @AfterAll
    static void stopIt() throws InterruptedException {
        up.destroy();
        assertThat(up.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void shouldGovernAProgramAsItSays() throws Exception {
        String example = blocks("sh").get(0);

        Shell.Outcome outcome = shell.run(example);

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("valid until", "WAITING -> RUNNING", "completed with exit code 0")
                .containsPattern("hello +COMPLETED");
    }

    @Test
    void shouldStopWhatRunsAsItSays() throws Exception {
        String example = blocks("sh").get(1);
        assertThat(example).contains("./holdfast halt hello ");
        // An execution of its own: the other example lets `hello` complete.
        Shell.Outcome started = shell.run("""
                ./holdfast keys new --out stopped.pem
                ./holdfast grant issue --execution stopped --agent demo --executor-key stopped.pem.pub --executable /bin/sleep \\
                    --grace 1m --out stopped.grant
                """);
        assertThat(started.status()).as(started.output()).isZero();
        Process running = shell.start(
                "exec ./holdfast exec --grant stopped.grant --key stopped.pem -- /bin/sleep 100",
                directory.resolve("stopped.txt"));
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(Files.readString(directory.resolve("stopped.txt")))
                        .contains("WAITING -> RUNNING"));

        Shell.Outcome outcome = shell.run(example.replace(" hello ", " stopped "));

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).containsPattern("stopped +HALTED .* EFFECTIVE .* CLOSED");
        assertThat(running.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(running.exitValue()).as("halted").isEqualTo(120);
    }

    @Test
    void shouldShowExecutionsAsJson() throws Exception {
        String example = blocks("sh").get(2);

        Shell.Outcome outcome = shell.run(example);

        assertThat(outcome.status()).as(outcome.output()).isZero();
    }

    @Test
    void shouldProveWhatWasDecidedAsItSays() throws Exception {
        String example = blocks("sh").get(3);
        assertThat(example).contains("./holdfast lineage verify hello.holdfast-proof ");
        Shell.Outcome ran = shell.run("""
                ./holdfast keys new --out proven.pem
                ./holdfast grant issue --execution proven --agent demo --executor-key proven.pem.pub --executable /bin/true --out proven.grant
                ./holdfast exec --grant proven.grant --key proven.pem -- /bin/true
                """);
        assertThat(ran.status()).as(ran.output()).isZero();

        // This deployment was started with rules that nobody has published.
        Path rules = Path.of("..", "docs", "examples", "rules").toAbsolutePath().normalize();
        Shell.Outcome outcome = shell.run(
                example.replace("hello", "proven").replace("export proven", "export proven --rules " + rules));

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("wrote proven.holdfast-proof", "All of it is verified.");
    }

    @Test
    void shouldRunTheWorkerThatItShows() throws Exception {
        Path source = Path.of("..", "executor/src/test/java/dev/holdfast/executor/example/GuardedWorker.java");
        String code = blocks("java").get(0);
        assertThat(Files.readString(source)).contains(code);
        Path sources = Files.createDirectories(directory.resolve("worker"));
        Files.copy(source, sources.resolve("GuardedWorker.java"));

        Shell.Outcome outcome = shell.run("""
                ./holdfast keys new --out worker/agent.pem
                ./holdfast grant issue --execution worker --agent demo --executor-key worker/agent.pem.pub --allow 'work.step:*' \\
                    --waive-environment --heartbeat 200ms --lease 2s --out worker/agent.grant
                cd worker; mkdir .holdfast; cp ../.holdfast/client.properties .holdfast/
                '%s' -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp '%s' GuardedWorker.java
                """.formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), System.getProperty("java.class.path")));

        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).endsWith("done\n");
    }

    @Test
    void shouldShowARuleThatIsThere() throws IOException {
        String shown = blocks("drl").get(0);

        assertThat(Files.readString(Path.of("..", "docs", "examples", "rules", "house.drl")))
                .startsWith(shown);
    }

    @Test
    void shouldLinkOnlyToWhatIsThere() throws IOException {
        Matcher links = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(Files.readString(README));
        while (links.find()) {
            assertThat(Path.of("..").resolve(links.group(1))).exists();
        }
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(README));
        var found = new ArrayList<String>();
        while (blocks.find()) {
            found.add(blocks.group(1));
        }
        return found;
    }
}
