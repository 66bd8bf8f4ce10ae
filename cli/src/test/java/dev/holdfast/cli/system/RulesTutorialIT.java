package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.testkit.Cluster;
import dev.holdfast.testkit.RealCluster;
import dev.holdfast.topology.Evaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                CommandLineFixture.Outcome outcome = CommandLineFixture.run(words(typed.group(1), config));

                assertThat(outcome.status())
                        .as(typed.group(1) + ": " + outcome.err())
                        .isZero();
                assertThat(outcome.out())
                        .contains(typed.group(2).lines().map(String::strip).toList());
                commands++;
            }
            assertThat(commands).isEqualTo(3);
            assertThat(evaluator.state().isRunningOrRebalancing()).isTrue();
        }
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
            words.add(word.equals("downloads") ? directory.resolve(word).toString() : word);
        }
        if (words.contains("publish")) {
            words.addAll(
                    List.of("--config", config, "--author-key", directory.resolve("author.pem") + "", "--wait", "30"));
        }
        return words.toArray(String[]::new);
    }
}
