package dev.holdfast.cli.command.rules;

import dev.holdfast.cli.governance.Trial;
import dev.holdfast.cli.governance.TrialFeed.Told;
import dev.holdfast.record.Finding;
import dev.holdfast.record.ShadowDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes what is known of a trial. */
final class TrialText {
    private final Trial trial;

    TrialText(Trial trial) {
        this.trial = trial;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        if (trial.version() == 0) {
            lines.add("nothing is on trial, and nothing was; begin with `holdfast rules publish --shadow PACK_DIR...`");
            return lines;
        }
        lines.add("shadow version " + trial.version()
                + (trial.digests().isEmpty()
                        ? ": asked nowhere now"
                        : ", digest " + String.join(", ", trial.digests())));
        lines.add("asked on " + trial.asked() + " of " + Visible.counted(trial.partitions(), "partition")
                + (trial.abandoned().isEmpty()
                        ? ""
                        : "; given up after too many failures on partition " + trial.abandoned()));
        lines.add(Visible.counted(trial.compared(), "decision") + " compared, " + trial.differed() + " differ, in "
                + trial.failed() + " it failed; "
                + Visible.counted(trial.differing().size(), "execution")
                + " differ now");
        trial.effects().forEach((finder, effect) -> {
            lines.add(Visible.text((finder.added() ? "+ " : "- ") + finder.severity() + " " + finder.code() + " by \""
                    + finder.rule() + "\": "
                    + Visible.counted(effect.executions().size(), "execution") + ", told "
                    + Visible.counted(effect.times(), "time")));
            effect.examples().forEach(told -> lines.add("    " + line(told)));
        });
        return lines;
    }

    Map<String, Object> json() {
        var object = new LinkedHashMap<String, Object>();
        object.put("version", trial.version());
        object.put("digests", trial.digests());
        object.put("partitions", trial.partitions());
        object.put("askedOn", trial.asked());
        object.put("abandonedOn", trial.abandoned());
        object.put("compared", trial.compared());
        object.put("differed", trial.differed());
        object.put("failed", trial.failed());
        object.put("changesTold", trial.changes());
        object.put("differingNow", trial.differing().stream().sorted().toList());
        object.put(
                "findings",
                trial.effects().entrySet().stream()
                        .map(entry -> effect(entry.getKey(), entry.getValue()))
                        .toList());
        return object;
    }

    private static Map<String, Object> effect(Trial.Finder finder, Trial.Effect effect) {
        var object = new LinkedHashMap<String, Object>();
        object.put("foundBy", finder.added() ? "shadow" : "active");
        object.put("code", finder.code());
        object.put("severity", finder.severity());
        object.put("rule", finder.rule());
        object.put("executions", effect.executions().size());
        object.put("told", effect.times());
        object.put("examples", effect.examples().stream().map(TrialText::object).toList());
        return object;
    }

    /** One difference on a line. */
    static String line(Told told) {
        ShadowDifference difference = told.difference();
        String head = difference.getDecidedAt() + " " + told.executionId() + ": ";
        if (!difference.getDiffers()) {
            return Visible.text(head + "they agree again: " + difference.getVerdict());
        }
        return Visible.text(head + outcome(difference.getVerdict().name(), difference.getFindings()) + ", on trial "
                + outcome(difference.getShadowVerdict().name(), difference.getShadowFindings()));
    }

    private static String outcome(String verdict, List<Finding> findings) {
        return verdict + " " + codes(findings);
    }

    /** The same for scripts. */
    static Map<String, Object> object(Told told) {
        ShadowDifference difference = told.difference();
        var object = new LinkedHashMap<String, Object>();
        object.put("executionId", told.executionId());
        object.put("decidedAt", difference.getDecidedAt().toString());
        object.put("topic", difference.getTrigger().getTopic());
        object.put("partition", difference.getTrigger().getPartition());
        object.put("offset", difference.getTrigger().getOffset());
        object.put("differs", difference.getDiffers());
        object.put("verdict", difference.getVerdict().name());
        object.put("findings", codes(difference.getFindings()));
        object.put("rulesetVersion", difference.getRulesetVersion());
        object.put("shadowVerdict", difference.getShadowVerdict().name());
        object.put("shadowFindings", codes(difference.getShadowFindings()));
        object.put("shadowVersion", difference.getShadowVersion());
        return object;
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::getCode).distinct().toList();
    }
}
