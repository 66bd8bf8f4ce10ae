package dev.holdfast.cli.command.replay;

import dev.holdfast.record.Finding;
import dev.holdfast.rules.explain.Wording;
import dev.holdfast.rules.replay.Decided;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a replay of entries, for people and for scripts.
 *
 * @param source from where they are
 */
record EntriesReport(String source, EntriesReplay.Result result) {

    List<String> lines() {
        var lines = new ArrayList<String>();
        for (EntriesReplay.Mismatch mismatch : result.mismatches()) {
            lines.add("NOT THE SAME  " + mismatch.place() + ": "
                    + mismatch.entry().executionId() + "#"
                    + mismatch.entry().entry() + ", decided at "
                    + mismatch.entry().decidedAt() + " on " + mismatch.entry().trigger() + " under the ruleset "
                    + mismatch.entry().rulesetDigest());
            lines.addAll(SideBySide.of(mismatch.entry().recorded(), mismatch.again()));
        }
        if (result.different() > result.mismatches().size()) {
            lines.add("and "
                    + Wording.number(result.different() - result.mismatches().size()) + " more");
        }
        result.missing()
                .forEach((digest, missing) -> lines.add(
                        "cannot tell   " + Wording.number(missing.decisions()) + " decisions: " + missing.why()));
        if (result.endUnknown() > 0) {
            lines.add("cannot tell   " + Wording.number(result.endUnknown())
                    + " decisions after the end of executions, which keep what ended them: the end was not read; replay"
                    + " from an earlier instant on");
        }
        lines.add(Wording.number(result.same()) + " decisions of " + source + " come to the same bytes again, "
                + Wording.number(result.different()) + " do not, of " + Wording.number(result.untold())
                + " it cannot be told; under " + result.rulesets().size() + " rulesets");
        return lines;
    }

    Map<String, Object> json() {
        var object = new LinkedHashMap<String, Object>();
        object.put("source", source);
        object.put("same", result.same());
        object.put("different", result.different());
        object.put("cannotTell", result.untold());
        object.put("endUnknown", result.endUnknown());
        object.put("outside", result.outside());
        object.put("rulesets", result.rulesets());
        object.put(
                "missing",
                result.missing().entrySet().stream()
                        .map(each -> {
                            var missing = new LinkedHashMap<String, Object>();
                            missing.put("digest", each.getKey());
                            missing.put("decisions", each.getValue().decisions());
                            missing.put("why", each.getValue().why());
                            return missing;
                        })
                        .toList());
        object.put(
                "mismatches",
                result.mismatches().stream().map(EntriesReport::mismatch).toList());
        object.put("faulty", result.faulty());
        object.put("faults", result.faults());
        return object;
    }

    private static Map<String, Object> mismatch(EntriesReplay.Mismatch mismatch) {
        var object = new LinkedHashMap<String, Object>();
        object.put("source", mismatch.place().source());
        object.put(mismatch.place().unit(), mismatch.place().at());
        object.put("execution", mismatch.entry().executionId());
        object.put("number", mismatch.entry().entry());
        object.put("decidedAt", mismatch.entry().decidedAt().toString());
        object.put("trigger", mismatch.entry().trigger());
        object.put("ruleset", mismatch.entry().rulesetDigest());
        object.put("recorded", decided(mismatch.entry().recorded()));
        object.put("again", decided(mismatch.again()));
        return object;
    }

    private static Map<String, Object> decided(Decided decided) {
        var object = new LinkedHashMap<String, Object>();
        object.put("verdict", decided.verdict().name());
        object.put("from", decided.from().name());
        object.put("to", decided.to().name());
        object.put(
                "command", decided.command() == null ? null : decided.command().name());
        object.put(
                "admission",
                decided.admission() == null ? null : decided.admission().name());
        object.put(
                "findings",
                decided.findings().stream().map(EntriesReport::finding).toList());
        return object;
    }

    private static Map<String, Object> finding(Finding finding) {
        var object = new LinkedHashMap<String, Object>();
        object.put("code", finding.getCode());
        object.put("severity", finding.getSeverity().name());
        object.put("message", finding.getMessage());
        object.put("rule", finding.getRule());
        object.put("facts", new TreeMap<>(finding.getFacts()));
        return object;
    }
}
