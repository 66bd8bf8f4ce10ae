package dev.holdfast.cli.command.rules.explain;

import dev.holdfast.cli.command.rules.Visible;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.explain.Explanation;
import dev.holdfast.rules.explain.RuleAccount;
import dev.holdfast.rules.explain.Seen;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.rules.hindsight.Rejudged;
import dev.holdfast.trust.admission.Ruling;
import dev.holdfast.trust.facts.ExecutionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An explanation as a person reads it.
 *
 * @param origin where the ruleset was found
 * @param ending the entry that ended the execution, when that was an earlier one
 * @param most how many rules that nearly fired are shown
 */
record ExplanationText(Explanation explanation, String origin, Optional<Long> ending, int most) {

    List<String> lines() {
        var lines = new ArrayList<String>();
        head(lines);
        if (!explanation.agrees()) {
            disagreement(lines);
        }
        found(lines);
        fired(lines);
        dimensions(lines);
        near(lines);
        strange(lines);
        return lines.stream().map(Visible::text).toList();
    }

    private void head(List<String> lines) {
        LineageEntry entry = explanation.entry();
        lines.add(entry.getExecutionId() + "#" + entry.getEntry() + ": " + outcome(entry));
        lines.add("  at " + entry.getDecidedAt() + ", on "
                + article(entry.getTriggerKind().name()) + " "
                + entry.getTriggerKind().name().toLowerCase(Locale.ROOT) + " ("
                + entry.getTrigger().getTopic() + "-" + entry.getTrigger().getPartition() + ", offset "
                + entry.getTrigger().getOffset() + ")");
        lines.add("  " + moved(entry) + "; epoch " + entry.getEpoch()
                + (entry.getCommand() == null ? "" : ", command " + entry.getCommand())
                + (entry.getLeasedSequence() == null ? "" : ", a lease for heartbeat " + entry.getLeasedSequence()));
        lines.add("  by the ruleset " + entry.getRulesetDigest() + " (" + origin + ")");
        if (Hindsight.isAfterTheEnd(entry)) {
            lines.add("  the execution had ended before: the entry keeps the findings that ended it"
                    + ending.map(number -> "; explain " + entry.getExecutionId() + "#" + number + " for those")
                            .orElse(""));
        }
    }

    private static String article(String word) {
        return "AEIOU".indexOf(word.charAt(0)) < 0 ? "a" : "an";
    }

    private static String outcome(LineageEntry entry) {
        return entry.getAdmission() == null
                ? entry.getVerdict().name()
                : "request " + entry.getAdmission().name();
    }

    private static String moved(LineageEntry entry) {
        return entry.getFrom() == entry.getTo()
                ? "stayed " + entry.getTo()
                : "from " + entry.getFrom() + " to " + entry.getTo();
    }

    private void disagreement(List<String> lines) {
        List<String> again = explanation.again().findings().stream()
                .map(finding -> line(finding.toRecord()))
                .toList();
        List<String> recorded = explanation.entry().getFindings().stream()
                .map(ExplanationText::line)
                .toList();
        lines.add("");
        lines.add("!! JUDGED AGAIN, THE SAME FACTS COME TO SOMETHING ELSE: "
                + explanation.again().verdict());
        recorded.stream()
                .filter(each -> !again.contains(each))
                .forEach(each -> lines.add("!!   only recorded:  " + each));
        again.stream()
                .filter(each -> !recorded.contains(each))
                .forEach(each -> lines.add("!!   only now:       " + each));
        lines.add(
                "!! The entry or its facts were changed, or another version of Holdfast wrote it. Do not rely on it before that is known.");
    }

    private void found(List<String> lines) {
        lines.add("");
        lines.add("found");
        List<Finding> findings = explanation.entry().getFindings();
        if (findings.isEmpty()) {
            lines.add("  nothing");
        }
        findings.forEach(finding -> lines.add("  " + line(finding)));
    }

    static String line(Finding finding) {
        return finding.getSeverity() + " " + finding.getCode() + ": " + finding.getMessage();
    }

    private void fired(List<String> lines) {
        lines.add("");
        lines.add("rules that fired");
        if (explanation.fired().isEmpty()) {
            lines.add("  none");
        }
        for (RuleAccount account : explanation.fired()) {
            lines.add("  " + name(account) + said(account));
            if (!account.understood()) {
                lines.add("    its conditions cannot be taken apart: read one by one they would not all hold");
            }
            account.conditions().stream()
                    .filter(Seen::met)
                    .forEach(seen -> lines.add("    " + seen.text() + values(seen) + "   line " + seen.line()));
        }
        List<dev.holdfast.trust.verdict.Finding> floor = explanation.ofTheFloor();
        if (!floor.isEmpty()) {
            lines.add("  the floor below all rules");
            floor.forEach(finding -> lines.add("    " + finding.code() + ": "
                    + (finding.facts().isEmpty() ? finding.message() : finding.facts())));
        }
        if (explanation.again() instanceof Rejudged.OfRequest request
                && request.outcome() instanceof Ruling.Denied denied
                && !denied.grounds().isEmpty()) {
            lines.add("  what foresaw it did not count: any denial wins");
        }
    }

    private static String said(RuleAccount account) {
        String codes = String.join(
                ", ",
                account.findings().stream()
                        .map(finding -> finding.severity() + " " + finding.code())
                        .toList());
        return codes.isEmpty() ? "" : " -> " + codes;
    }

    private static String name(RuleAccount account) {
        return account.rule() + " (" + account.path() + ":" + account.line() + ")";
    }

    private static String values(Seen seen) {
        var values = new ArrayList<String>();
        seen.values().forEach((name, value) -> values.add(name + " = " + value));
        return values.isEmpty() ? "" : "   " + String.join(", ", values);
    }

    private void dimensions(List<String> lines) {
        if (explanation.again().facts() instanceof ExecutionFacts facts
                && !explanation.unverified().isEmpty()) {
            lines.add("");
            lines.add("not verified: no lease is given while one of these is not");
            explanation
                    .unverified()
                    .forEach(dimension ->
                            lines.add("  " + ExecutionFacts.propertyOf(dimension) + " was " + facts.check(dimension)));
        }
    }

    private void near(List<String> lines) {
        List<RuleAccount> near = explanation.near();
        lines.add("");
        if (!near.isEmpty() && most > 0) {
            lines.add("rules that nearly fired");
        }
        for (RuleAccount account : near.subList(0, Math.min(most, near.size()))) {
            lines.add("  " + name(account));
            account.missing()
                    .forEach(seen -> lines.add("    " + seen.text() + "   "
                            + seen.gap().map(gap -> gap.words()).orElse("") + "   line " + seen.line()));
            long met = account.conditions().stream().filter(Seen::met).count();
            if (met > 0) {
                lines.add("    " + Visible.counted(met, "other condition") + " held");
            }
        }
        if (near.size() > most) {
            lines.add("  and " + (near.size() - most) + " more that held all but one or two conditions (--near "
                    + near.size() + " shows them)");
        }
        lines.add(Visible.counted(explanation.far(), "rule") + " far from firing");
        if (explanation.agrees() && !Hindsight.isAfterTheEnd(explanation.entry())) {
            lines.add("judged again: the same");
        }
    }

    private void strange(List<String> lines) {
        if (!explanation.strangeProperties().isEmpty()) {
            lines.add("another version of Holdfast wrote this entry: the two do not both know "
                    + String.join(", ", explanation.strangeProperties()));
        }
    }
}
