package dev.holdfast.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.executor.ExecutionGuard;
import dev.holdfast.record.Standing;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** {@code holdfast rules publish --shadow} and {@code rules shadow}, as a person types them, against a running evaluator. */
class RulesTrialIT extends RulesSite {
    @Test
    void shouldTryRulesThroughARestartAndSayWhereTheyDiffer() throws Exception {
        try (ExecutionGuard guard = running("fetcher")) {
            CommandLineFixture.Outcome outcome =
                    publish("author.pem", pack(RULES.formatted("fetcher")), "--shadow", "--version", "3");
            assertThat(outcome.status()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("published shadow version 3: 8 files", "on trial on every partition");

            await().untilAsserted(() -> assertThat(shadow("--json").out())
                    .contains("\"version\":3", "\"code\":\"AGENT_BARRED\"", "\"executions\":1", "\"askedOn\":2"));
            assertThat(shadow().out())
                    .contains("shadow version 3, digest", "+ PAUSE AGENT_BARRED by \"agent barred\": 1 execution");
            assertThat(guard.standing()).isEqualTo(Standing.RUNNING);
            CommandLineFixture.Outcome operator = publish("operator.pem", null, "--shadow", "--version", "4");
            assertThat(operator.status()).isEqualTo(1);
            assertThat(operator.err()).contains("refused: AUTHORITY_REFUSED", "the trial that was still is");

            evaluator.close();
            evaluator = site.startEvaluator();
            await().untilAsserted(() ->
                    assertThat(shadow("--json").out()).contains("\"version\":3", "\"askedOn\":2", "\"changesTold\":1"));
            watchAnother();

            CommandLineFixture.Outcome stopped = shadow(
                    "--stop",
                    "--version",
                    "5",
                    "--author-key",
                    directory.resolve("author.pem").toString(),
                    "--wait",
                    "30");
            assertThat(stopped.status()).as(stopped.err()).isZero();
            assertThat(stopped.out()).contains("the trial is to be over", "over on every partition");
            assertThat(shadow().out()).contains("shadow version 5: asked nowhere now");
            await().until(() -> guard.standing() == Standing.RUNNING);
        }
    }

    /** Sees by {@code --watch} that one more execution is judged otherwise. */
    private void watchAnother() throws Exception {
        var told = new StringWriter();
        var stopped = new AtomicBoolean();
        var out = new PrintWriter(told, true) {
            @Override
            public boolean checkError() {
                return stopped.get();
            }
        };
        var watching = CompletableFuture.supplyAsync(
                () -> CommandLineFixture.run(out, "rules", "shadow", "--watch", "--config", config.toString()));
        await().until(() -> told.toString().contains("1 execution differs now")
                || told.toString().contains("1 execution differ now"));
        try (ExecutionGuard another = running("fetcher")) {
            await().until(() -> told.toString()
                    .contains(another.grant().getExecutionId() + ": TRUSTED [], on trial PAUSE [AGENT_BARRED]"));
        } finally {
            stopped.set(true);
        }
        assertThat(watching.get(30, TimeUnit.SECONDS)).isZero();
    }

    private CommandLineFixture.Outcome shadow(String... more) {
        List<String> arguments = new ArrayList<>(List.of("rules", "shadow", "--config", config.toString()));
        arguments.addAll(List.of(more));
        return CommandLineFixture.run(arguments.toArray(String[]::new));
    }
}
