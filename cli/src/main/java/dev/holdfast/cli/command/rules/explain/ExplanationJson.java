package dev.holdfast.cli.command.rules.explain;

import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.explain.Explanation;
import dev.holdfast.rules.explain.Gap;
import dev.holdfast.rules.explain.RuleAccount;
import dev.holdfast.rules.explain.Seen;
import dev.holdfast.rules.hindsight.Hindsight;
import java.util.LinkedHashMap;
import java.util.Map;

/** An explanation as a script reads it: times in milliseconds, all rules that nearly fired. */
final class ExplanationJson {
    private ExplanationJson() {}

    static Map<String, Object> of(Explanation explanation, String origin) {
        LineageEntry entry = explanation.entry();
        var object = new LinkedHashMap<String, Object>();
        object.put("executionId", entry.getExecutionId());
        object.put("entry", entry.getEntry());
        object.put("decidedAt", entry.getDecidedAt().toString());
        object.put("triggerKind", entry.getTriggerKind().name());
        object.put(
                "trigger",
                entry.getTrigger().getTopic() + "-" + entry.getTrigger().getPartition() + "/"
                        + entry.getTrigger().getOffset());
        object.put("ruleset", entry.getRulesetDigest());
        object.put("rulesetFrom", origin);
        object.put("verdict", entry.getVerdict().name());
        object.put("from", entry.getFrom().name());
        object.put("to", entry.getTo().name());
        object.put(
                "command",
                entry.getCommand() == null ? null : entry.getCommand().name());
        object.put(
                "admission",
                entry.getAdmission() == null ? null : entry.getAdmission().name());
        object.put(
                "findings",
                entry.getFindings().stream().map(ExplanationJson::finding).toList());
        object.put("afterTheEnd", Hindsight.isAfterTheEnd(entry));
        object.put("agrees", explanation.agrees());
        if (!explanation.agrees()) {
            object.put("verdictNow", explanation.again().verdict().name());
            object.put(
                    "findingsNow",
                    explanation.again().findings().stream()
                            .map(finding -> finding(finding.toRecord()))
                            .toList());
        }
        object.put(
                "unverified", explanation.unverified().stream().map(Enum::name).toList());
        object.put(
                "floor",
                explanation.ofTheFloor().stream()
                        .map(finding -> finding(finding.toRecord()))
                        .toList());
        object.put(
                "fired", explanation.fired().stream().map(ExplanationJson::rule).toList());
        object.put(
                "nearlyFired",
                explanation.near().stream().map(ExplanationJson::rule).toList());
        object.put("farFromFiring", explanation.far());
        object.put("strangeProperties", explanation.strangeProperties());
        return object;
    }

    private static Map<String, Object> finding(Finding finding) {
        var object = new LinkedHashMap<String, Object>();
        object.put("code", finding.getCode());
        object.put("severity", finding.getSeverity().name());
        object.put("message", finding.getMessage());
        object.put("rule", finding.getRule());
        object.put("facts", finding.getFacts());
        return object;
    }

    private static Map<String, Object> rule(RuleAccount account) {
        var object = new LinkedHashMap<String, Object>();
        object.put("rule", account.rule());
        object.put("file", account.path());
        object.put("line", account.line());
        object.put("understood", account.understood());
        object.put(
                "conditions",
                account.conditions().stream().map(ExplanationJson::seen).toList());
        if (!account.fired()) {
            object.put("missing", account.missing().stream().map(Seen::text).toList());
        }
        return object;
    }

    private static Map<String, Object> seen(Seen seen) {
        var object = new LinkedHashMap<String, Object>();
        object.put("condition", seen.text());
        object.put("line", seen.line());
        object.put("met", seen.met());
        object.put("values", seen.values());
        seen.gap().ifPresent(gap -> object.put("gap", gap(gap)));
        return object;
    }

    private static Map<String, Object> gap(Gap gap) {
        var object = new LinkedHashMap<String, Object>();
        object.put("of", gap.subject());
        object.put("words", gap.words());
        if (gap instanceof Gap.OfNumber number) {
            object.put("value", number.value());
            object.put("needed", number.relation() + " " + number.bound());
            object.put("by", number.by());
            number.percent().ifPresent(percent -> object.put("percent", percent));
        } else if (gap instanceof Gap.OfText text) {
            object.put("value", text.found());
            object.put("needed", text.needed());
        } else if (gap instanceof Gap.OfMembers members) {
            object.put("missing", members.missing());
            object.put("unwanted", members.unwanted());
        }
        return object;
    }
}
