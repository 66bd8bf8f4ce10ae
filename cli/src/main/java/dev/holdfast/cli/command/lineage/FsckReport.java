package dev.holdfast.cli.command.lineage;

import dev.holdfast.lineage.audit.Account;
import dev.holdfast.lineage.audit.Observation;
import dev.holdfast.lineage.audit.Subject;
import dev.holdfast.lineage.audit.Weight;
import dev.holdfast.rules.explain.Wording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an audit of the topics came to, for people and for scripts. */
final class FsckReport {
    private FsckReport() {}

    static List<String> lines(Account account) {
        var lines = new ArrayList<String>();
        for (Weight weight : List.of(Weight.NOTED, Weight.CANNOT_TELL, Weight.FALSE)) {
            List<Observation> first = account.first(weight);
            first.forEach(each -> lines.add(word(weight) + each.place() + ": " + each.text()));
            if (account.count(weight) > first.size()) {
                lines.add(word(weight) + "and " + Wording.number(account.count(weight) - first.size()) + " more");
            }
        }
        Map<String, Long> figures = account.figures();
        lines.add(
                "%s entries on %s executions, %s checkpoints, %s commands, of which %s were aborted and decided again and %s aborted for good"
                        .formatted(
                                number(figures, "entries"),
                                number(figures, "executions"),
                                number(figures, "checkpoints"),
                                number(figures, "commands"),
                                number(figures, "abortedThenDecidedAgain"),
                                number(figures, "abortedForGood")));
        lines.add(
                "%s heartbeats were missed in %s gaps; not held against decisions any more: %s commands that later ones replaced, %s older than they are kept"
                        .formatted(
                                number(figures, "heartbeatsMissed"),
                                number(figures, "heartbeatGaps"),
                                number(figures, "commandsCompacted"),
                                number(figures, "commandsExpired")));
        lines.add(verdict(account));
        return lines;
    }

    private static String verdict(Account account) {
        if (account.count(Weight.FALSE) > 0) {
            return Wording.number(account.count(Weight.FALSE)) + " times something DIVERGES ("
                    + subjects(account, Weight.FALSE) + "), first at "
                    + account.first(Weight.FALSE).get(0).place();
        }
        return account.count(Weight.CANNOT_TELL) > 0
                ? "Nothing diverges, but not all can be told (" + subjects(account, Weight.CANNOT_TELL) + ")."
                : "Nothing diverges.";
    }

    private static String subjects(Account account, Weight weight) {
        return new TreeMap<>(account.counts(weight))
                .entrySet().stream()
                        .map(each -> each.getKey().words() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
    }

    private static String number(Map<String, Long> figures, String name) {
        return Wording.number(figures.getOrDefault(name, 0L));
    }

    private static String word(Weight weight) {
        return switch (weight) {
            case FALSE -> "FALSE        ";
            case CANNOT_TELL -> "cannot tell  ";
            case NOTED -> "noted        ";
        };
    }

    static Map<String, Object> json(Account account) {
        var object = new LinkedHashMap<String, Object>(account.figures());
        for (Weight weight : Weight.values()) {
            String name = switch (weight) {
                case FALSE -> "diverging";
                case CANNOT_TELL -> "cannotTell";
                case NOTED -> "noted";
            };
            var counted = new LinkedHashMap<String, Object>();
            counted.put("count", account.count(weight));
            for (Map.Entry<Subject, Long> each : new TreeMap<>(account.counts(weight)).entrySet()) {
                counted.put(each.getKey().words(), each.getValue());
            }
            counted.put(
                    "first",
                    account.first(weight).stream().map(FsckReport::observation).toList());
            object.put(name, counted);
        }
        return object;
    }

    private static Map<String, Object> observation(Observation observation) {
        var object = new LinkedHashMap<String, Object>();
        object.put("subject", observation.subject().words());
        object.put("topic", observation.place().topic());
        object.put("partition", observation.place().partition());
        object.put("offset", observation.place().offset());
        object.put("text", observation.text());
        return object;
    }
}
