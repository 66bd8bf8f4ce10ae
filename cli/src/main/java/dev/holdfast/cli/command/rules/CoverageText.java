package dev.holdfast.cli.command.rules;

import dev.holdfast.scenarios.suite.Coverage;
import dev.holdfast.scenarios.suite.Mutation;
import dev.holdfast.scenarios.suite.SurvivingMutant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what scenarios leave untested. */
final class CoverageText {
    private CoverageText() {}

    /** What was not seen, rule by rule, and the sum. */
    static List<String> lines(Coverage coverage) {
        var lines = new ArrayList<String>();
        for (Coverage.Rule rule : coverage.rules()) {
            if (!rule.fired()) {
                lines.add(line(rule.path(), rule.line(), rule.name(), "never fired"));
            }
            for (Coverage.Seen seen : rule.conditions()) {
                if (!seen.held() || !seen.failed()) {
                    String what = !seen.held() && !seen.failed()
                            ? "was never seen"
                            : seen.held() ? "never failed" : "never held";
                    lines.add(line(rule.path(), seen.line(), rule.name(), "`" + seen.text() + "` " + what));
                }
            }
        }
        return lines;
    }

    static List<String> lines(Mutation mutation) {
        var lines = new ArrayList<String>();
        for (SurvivingMutant each : mutation.survivors()) {
            lines.add(line(each.path(), each.line(), each.rule(), "no scenario notices: " + each.change()));
        }
        return lines;
    }

    static Map<String, Object> json(Coverage coverage) {
        var object = new LinkedHashMap<String, Object>();
        object.put("percent", coverage.percent());
        object.put("seen", coverage.seen());
        object.put("total", coverage.total());
        object.put("rules", coverage.rules().stream().map(CoverageText::json).toList());
        return object;
    }

    static Map<String, Object> json(Mutation mutation) {
        var object = new LinkedHashMap<String, Object>();
        object.put("mutants", mutation.mutants());
        object.put(
                "survivors",
                mutation.survivors().stream()
                        .map(each -> Map.of(
                                "file", each.path(),
                                "line", each.line(),
                                "rule", each.rule(),
                                "change", each.change()))
                        .toList());
        return object;
    }

    private static Map<String, Object> json(Coverage.Rule rule) {
        var object = new LinkedHashMap<String, Object>();
        object.put("file", rule.path());
        object.put("line", rule.line());
        object.put("rule", rule.name());
        object.put("fired", rule.fired());
        object.put(
                "conditions",
                rule.conditions().stream()
                        .map(seen -> Map.of(
                                "line", seen.line(),
                                "condition", seen.text(),
                                "held", seen.held(),
                                "failed", seen.failed()))
                        .toList());
        return object;
    }

    private static String line(String path, int line, String rule, String text) {
        return Visible.text(path + ":" + line + ": \"" + rule + "\": " + text);
    }
}
