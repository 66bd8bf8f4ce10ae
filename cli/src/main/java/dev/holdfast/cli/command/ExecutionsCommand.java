package dev.holdfast.cli.command;

import dev.holdfast.cli.status.StatusFeed;
import dev.holdfast.cli.status.StatusTable;
import dev.holdfast.record.ExecutionStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code holdfast executions}. */
@Command(name = "executions", mixinStandardHelpOptions = true, description = "Shows where every execution stands.")
public final class ExecutionsCommand implements Callable<Integer> {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

    @Mixin
    private final Deployment deployment = new Deployment();

    @Option(
            names = "--watch",
            description = "Go on showing what changes, until Ctrl-C: a table in a terminal, else a line a change.")
    private boolean watch;

    @Option(names = "--json", description = "Print JSON, an object a line.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed {
        PrintWriter out = spec.commandLine().getOut();
        try (var feed = new StatusFeed(deployment.config())) {
            SortedMap<String, ExecutionStatus> rows = feed.readToEnd();
            show(rows, out);
            if (!watch) {
                return 0;
            }
            boolean terminal = System.console() != null && !json;
            while (!out.checkError()) {
                if (feed.poll(Duration.ofMillis(500)) || terminal) {
                    SortedMap<String, ExecutionStatus> now = feed.rows();
                    if (terminal) {
                        out.print(CLEAR_SCREEN);
                        show(now, out);
                    } else {
                        showChanges(rows, now, out);
                    }
                    rows = now;
                }
            }
            return 0;
        }
    }

    private void show(SortedMap<String, ExecutionStatus> rows, PrintWriter out) {
        if (json) {
            rows.forEach((id, status) -> out.println(Json.line(StatusTable.object(id, status))));
        } else {
            StatusTable.lines(rows, Instant.ofEpochMilli(System.currentTimeMillis()))
                    .forEach(out::println);
        }
        out.flush();
    }

    private void showChanges(
            SortedMap<String, ExecutionStatus> before, SortedMap<String, ExecutionStatus> after, PrintWriter out) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        after.forEach((id, status) -> {
            if (!status.equals(before.get(id))) {
                out.println(json ? Json.line(StatusTable.object(id, status)) : StatusTable.line(id, status, now));
            }
        });
        out.flush();
    }
}
