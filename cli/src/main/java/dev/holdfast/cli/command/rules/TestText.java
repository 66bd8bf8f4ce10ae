package dev.holdfast.cli.command.rules;

import dev.holdfast.scenarios.play.Outcome;
import dev.holdfast.scenarios.suite.PackResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what came of scenarios: those that failed as a timeline, what happened beside what was expected. */
final class TestText {
    // Rows without anything wrong in their neighbourhood are left out.
    private static final int CONTEXT_ROWS = 3;
    private static final int COLUMN = 56;

    private final List<PackResult> results;

    TestText(List<PackResult> results) {
        this.results = results;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        for (PackResult result : results) {
            result.faults().forEach(fault -> lines.add(Visible.text(fault)));
            for (Outcome outcome : result.outcomes()) {
                if (!outcome.passed()) {
                    lines.addAll(timeline(outcome));
                }
            }
            lines.addAll(CoverageText.lines(result.coverage()));
            result.mutation().map(CoverageText::lines).ifPresent(lines::addAll);
            lines.add(sum(result));
        }
        return lines;
    }

    private static String sum(PackResult result) {
        if (!result.faults().isEmpty()) {
            return result.pack() + ": not tested, "
                    + Visible.counted(result.faults().size(), "fault");
        }
        String played = result.outcomes().isEmpty()
                ? "no scenarios, nothing was played; write them as " + result.pack() + "/scenarios/NAME.yaml"
                : Visible.counted(result.outcomes().size(), "scenario") + ", " + result.failed() + " failed";
        return result.pack() + ": " + played + ", coverage " + result.coverage().percent() + " %"
                + result.mutation()
                        .map(mutation -> ", " + mutation.survivors().size() + " of "
                                + Visible.counted(mutation.mutants(), "mutant") + " survived")
                        .orElse("");
    }

    Map<String, Object> json() {
        return Map.of("packs", results.stream().map(TestText::json).toList());
    }

    private static Map<String, Object> json(PackResult result) {
        var object = new LinkedHashMap<String, Object>();
        object.put("pack", result.pack());
        object.put("passed", result.passed());
        object.put("faults", result.faults());
        object.put("scenarios", result.outcomes().stream().map(TestText::json).toList());
        object.put("coverage", CoverageText.json(result.coverage()));
        result.mutation().ifPresent(mutation -> object.put("mutation", CoverageText.json(mutation)));
        return object;
    }

    private static Map<String, Object> json(Outcome outcome) {
        var object = new LinkedHashMap<String, Object>();
        object.put("file", outcome.scenario().path());
        object.put("scenario", outcome.scenario().name());
        object.put("passed", outcome.passed());
        object.put("timeline", outcome.rows().stream().map(TestText::json).toList());
        return object;
    }

    private static Map<String, Object> json(Outcome.Row row) {
        var object = new LinkedHashMap<String, Object>();
        object.put("atMillis", row.atMillis());
        object.put("happened", row.happened());
        object.put("expected", row.expected());
        object.put("line", row.line());
        object.put("wrong", row.isWrong());
        return object;
    }

    /** A scenario's timeline, about what is wrong in it. */
    static List<String> timeline(Outcome outcome) {
        var lines = new ArrayList<String>();
        lines.add(Visible.text("FAILED " + outcome.scenario().path() + ": "
                + outcome.scenario().name()));
        lines.add(String.format(Locale.ROOT, "  %10s  %-" + COLUMN + "s  %s", "at", "happened", "expected"));
        List<Outcome.Row> rows = outcome.rows();
        boolean skipping = false;
        for (int i = 0; i < rows.size(); i++) {
            if (isNearWrong(rows, i)) {
                lines.add(line(rows.get(i)));
                skipping = false;
            } else if (!skipping) {
                lines.add("         ...");
                skipping = true;
            }
        }
        return lines;
    }

    private static boolean isNearWrong(List<Outcome.Row> rows, int place) {
        return rows.subList(Math.max(0, place - CONTEXT_ROWS), Math.min(rows.size(), place + CONTEXT_ROWS + 1)).stream()
                .anyMatch(Outcome.Row::isWrong);
    }

    private static String line(Outcome.Row row) {
        String at = String.format(Locale.ROOT, "%d.%03ds", row.atMillis() / 1_000, row.atMillis() % 1_000);
        String expected = row.expected().isEmpty()
                ? (row.isWrong() ? "nothing" : "")
                : row.expected() + " (line " + row.line() + ")";
        String happened = row.happened().isEmpty() ? "nothing of the kind" : row.happened();
        return Visible.text(String.format(
                        Locale.ROOT,
                        "%s %10s  %-" + COLUMN + "s  %s",
                        row.isWrong() ? "!" : " ",
                        at,
                        happened,
                        expected))
                .stripTrailing();
    }
}
