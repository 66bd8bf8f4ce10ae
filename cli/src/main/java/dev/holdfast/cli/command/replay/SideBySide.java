package dev.holdfast.cli.command.replay;

import dev.holdfast.record.Finding;
import dev.holdfast.rules.replay.Decided;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Two decisions in two columns, for a person. */
final class SideBySide {
    private static final int WIDTH = 56;

    private SideBySide() {}

    /** The lines, indented; those that differ begin with a mark. */
    static List<String> of(Decided recorded, Decided again) {
        var lines = new ArrayList<String>();
        row(lines, "", "recorded", "again", false);
        row(lines, "verdict", recorded.verdict().name(), again.verdict().name(), true);
        row(lines, "move", move(recorded), move(again), true);
        int most = Math.max(recorded.findings().size(), again.findings().size());
        for (int i = 0; i < most; i++) {
            row(lines, "finding " + (i + 1), finding(recorded, i), finding(again, i), true);
        }
        return lines;
    }

    private static String move(Decided decided) {
        return decided.from() + " to " + decided.to()
                + (decided.command() == null ? "" : ", command " + decided.command())
                + (decided.admission() == null ? "" : ", " + decided.admission());
    }

    private static String finding(Decided decided, int place) {
        if (place >= decided.findings().size()) {
            return "-";
        }
        Finding finding = decided.findings().get(place);
        return finding.getSeverity() + " " + finding.getCode() + ": " + finding.getMessage() + " (" + finding.getRule()
                + ") " + new TreeMap<>(finding.getFacts());
    }

    private static void row(List<String> lines, String name, String left, String right, boolean marked) {
        boolean differs = marked && !left.equals(right);
        for (int begin = 0; begin == 0 || begin < Math.max(left.length(), right.length()); begin += WIDTH) {
            lines.add("  %s %-10s  %-56s  %s"
                    .formatted(
                            differs && begin == 0 ? "!" : " ",
                            begin == 0 ? name : "",
                            part(left, begin),
                            part(right, begin))
                    .stripTrailing());
        }
    }

    private static String part(String text, int begin) {
        return text.substring(Math.min(begin, text.length()), Math.min(begin + WIDTH, text.length()));
    }
}
