package dev.holdfast.cli.command.govern;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.command.DurationText;
import dev.holdfast.cli.command.Json;
import dev.holdfast.cli.status.Confirmation;
import dev.holdfast.cli.status.StatusFeed;
import dev.holdfast.cli.status.StatusTable;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.TopicNames;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Waits until a named execution, and all that descends from it, stands as it was ordered to. */
final class Following {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");
    private static final Duration POLL = Duration.ofMillis(100);

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "How long to follow a named execution and its descendants until they are confirmed to stand as ordered;"
                            + " 0 for not at all. Default: 10 where something is to end, else 0.")
    private @Nullable String wait;

    /**
     * How long to wait.
     *
     * @throws CommandFailed when it is none, or is given where no execution is named
     */
    Duration patience(Selector selector, Duration byDefault) throws CommandFailed {
        boolean named = selector.getKind() == SelectorKind.EXECUTION;
        if (wait == null) {
            return named ? byDefault : Duration.ZERO;
        }
        String text = SECONDS.matcher(wait).matches() ? wait + "s" : wait;
        Duration duration = DurationText.parse(text)
                .orElseThrow(() -> new CommandFailed("--wait: expected seconds, such as 10, found `" + wait + "`", 2));
        if (!named && !duration.isZero()) {
            throw new CommandFailed(
                    "--wait: expected a named execution, which can be followed; without one, leave it out and look with"
                            + " `holdfast executions --watch`",
                    2);
        }
        return duration;
    }

    /**
     * Follows; prints every change.
     *
     * @param wanted what was ordered; HALT for a revocation
     * @throws CommandFailed when not all are confirmed in time
     */
    static void follow(
            ExecutorConfig config,
            OrderAction wanted,
            String executionId,
            Duration patience,
            boolean json,
            PrintWriter out)
            throws CommandFailed {
        long end = System.nanoTime() + patience.toNanos();
        SortedMap<String, ExecutionStatus> shown = new TreeMap<>();
        try (var feed = new StatusFeed(config)) {
            SortedMap<String, ExecutionStatus> family = family(feed.readToEnd(), executionId);
            show(shown, family, json, out);
            if (family.isEmpty()) {
                throw new CommandFailed(
                        "nothing is known of execution `" + executionId
                                + "`: the act is published all the same, but nobody was there to obey it; see `holdfast executions`");
            }
            while (!stands(wanted, family, executionId)) {
                if (System.nanoTime() - end >= 0) {
                    throw new CommandFailed("not confirmed within " + patience.toSeconds() + " s: "
                            + open(wanted, family) + "; " + advice(wanted, family, config.topicNames()));
                }
                feed.poll(POLL);
                family = family(feed.rows(), executionId);
                show(shown, family, json, out);
            }
        }
    }

    private static SortedMap<String, ExecutionStatus> family(
            SortedMap<String, ExecutionStatus> rows, String executionId) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().equals(executionId) || row.getKey().startsWith(executionId + "/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    /** @throws CommandFailed when the named execution never will */
    private static boolean stands(OrderAction wanted, SortedMap<String, ExecutionStatus> family, String executionId)
            throws CommandFailed {
        ExecutionStatus named = family.get(executionId);
        if (named != null && Confirmation.cannotHold(wanted, named)) {
            throw new CommandFailed("`" + executionId + "` is " + named.getState() + ", and nothing resumes it");
        }
        // Descendants that were halted are none of a resumption's business.
        return family.values().stream()
                .allMatch(status -> Confirmation.holds(wanted, status) || Confirmation.cannotHold(wanted, status));
    }

    /** An act that was taken shows in the rows, one that was refused shows nowhere but in the dead letters. */
    private static String advice(OrderAction wanted, SortedMap<String, ExecutionStatus> family, TopicNames topics) {
        boolean taken = family.values().stream()
                .filter(status -> !Confirmation.holds(wanted, status))
                .allMatch(status -> Confirmation.isOrdered(wanted, status));
        if (!taken) {
            return "the act is published, and this command cannot see whether it was taken: if it was refused, `"
                    + topics.of(Topic.DEAD_LETTERS) + "` says why, such as AUTHORITY_REFUSED or SIGNER_UNKNOWN";
        }
        return wanted == OrderAction.RESUME
                ? "no operator's pause stands, what stands in its way is among the findings"
                : "it is ordered, and the executor has not said that it is in effect: look at the executor; `"
                        + topics.of(Topic.ESCALATIONS) + "` has what is overdue";
    }

    private static String open(OrderAction wanted, SortedMap<String, ExecutionStatus> family) {
        return family.entrySet().stream()
                .filter(row -> !Confirmation.holds(wanted, row.getValue()))
                .map(row -> "`" + row.getKey() + "` is " + row.getValue().getState() + ", "
                        + row.getValue().getEnforcement())
                .collect(Collectors.joining("; "));
    }

    private static void show(
            SortedMap<String, ExecutionStatus> shown,
            SortedMap<String, ExecutionStatus> family,
            boolean json,
            PrintWriter out) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        family.forEach((id, status) -> {
            ExecutionStatus before = shown.put(id, status);
            if (before == null || !said(before).equals(said(status))) {
                out.println(json ? Json.line(StatusTable.object(id, status)) : StatusTable.line(id, status, now));
            }
        });
        out.flush();
    }

    /** Where an execution stands, without what every heartbeat changes. */
    private static Object said(ExecutionStatus status) {
        return Map.of(
                "state", status.getState(),
                "command", Objects.toString(status.getCommand()),
                "epoch", status.getEpoch(),
                "enforcement", status.getEnforcement(),
                "closure", status.getClosure());
    }
}
