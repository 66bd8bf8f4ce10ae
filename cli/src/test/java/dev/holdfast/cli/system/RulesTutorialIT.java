package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.executor.Vitals;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Types what {@code docs/rules/tutorial.md} says, and sees what it says is seen. */
@RealCluster
@Timeout(120)
class RulesTutorialIT {
    private static final Path PAGE = Path.of("..", "docs", "rules", "tutorial.md");
    private static final Pattern FILE = Pattern.compile("(?s)`(downloads/[a-z./-]+)`[^`]*?:?\n\n```\\w*\n(.*?)```");
    private static final Pattern SHELL = Pattern.compile("(?m)^    \\$ holdfast (.+)\n((?:    [^$\n].*\n)+)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private final List<ExecutionGuard> guards = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void shouldSeeWhatThePageSays(Cluster cluster) throws Exception {
        String page = Files.readString(PAGE);
        lay(page);
        try (var site = new Site(cluster.bootstrapServers(), cluster.registryUrl(), directory);
                Evaluator evaluator = site.startEvaluator()) {
            String config = site.clientFile().toString();
            Matcher typed = SHELL.matcher(page);
            int commands = 0;
            while (typed.find()) {
                prepare(typed.group(1), site);
                CommandLineFixture.Outcome outcome = CommandLineFixture.run(words(typed.group(1), config));

                assertThat(outcome.status())
                        .as(typed.group(1) + ": " + outcome.err())
                        .isZero();
                assertThat(outcome.out())
                        .contains(typed.group(2).lines().map(String::strip).toList());
                commands++;
            }
            assertThat(commands).isEqualTo(6);
            assertThat(directory.resolve("report.html")).content().contains("<svg", "DOWNLOADS_MANY");
            assertThat(evaluator.state().isRunningOrRebalancing()).isTrue();
        }
    }

    /** What the page says has happened before a command is typed. */
    private void prepare(String command, Site site) throws Exception {
        if (command.startsWith("rules explain")) {
            downloadFour(site);
        } else if (command.startsWith("rules backtest")) {
            Path rules = directory.resolve("downloads/downloads.drl");
            Files.writeString(rules, Files.readString(rules).replace("> 3", "> 5"));
        }
    }

    /** Runs until the test is over: what falls silent is paused for that too. */
    private void downloadFour(Site site) throws Exception {
        Site.Granted granted = site.grant(grant -> {
            grant.setExecutionId("fetch-1");
            grant.setAgent("fetch-7");
            grant.setHeartbeatIntervalMillis(2_000);
            grant.setLeaseMillis(20_000);
            grant.setGraceMillis(60_000);
        });
        ExecutionGuard fetcher = ExecutionGuard.open(
                site.client(),
                granted.key(),
                granted.grant(),
                new ExecutionGuard.Options(
                        new Obedient(), Vitals.none(), List.of(), event -> {}, Duration.ofSeconds(20)));
        guards.add(fetcher);
        assertThat(fetcher.awaitLease(Duration.ofSeconds(30))).isTrue();
        fetcher.count("downloads", 4);
        // The decision is on the record of what is committed a moment after the command.
        String config = site.clientFile().toString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> CommandLineFixture.run("rules", "explain", "fetch-1", "--config", config)
                        .out()
                        .contains("PAUSE DOWNLOADS_MANY"));
    }

    @AfterEach
    void closeGuards() {
        guards.forEach(ExecutionGuard::close);
    }

    private void lay(String page) throws IOException {
        Matcher files = FILE.matcher(page);
        int laid = 0;
        while (files.find()) {
            Path file = directory.resolve(files.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, files.group(2));
            laid++;
        }
        assertThat(laid).isEqualTo(3);
    }

    /** As typed, but for the folder, which is elsewhere, and the deployment, which is not the one of {@code holdfast up}. */
    private String[] words(String line, String config) {
        List<String> words = new ArrayList<>();
        Matcher each = WORD.matcher(line);
        while (each.find()) {
            String word = each.group(1) == null ? each.group(2) : each.group(1);
            boolean here = word.equals("downloads") || word.endsWith(".avro") || word.endsWith(".html");
            words.add(here ? directory.resolve(word).toString() : word);
        }
        if (words.contains("publish")) {
            words.addAll(
                    List.of("--config", config, "--author-key", directory.resolve("author.pem") + "", "--wait", "30"));
        }
        if (words.contains("explain") || words.contains("record")) {
            words.addAll(List.of("--config", config));
        }
        return words.toArray(String[]::new);
    }
}
