package dev.holdfast.cli.tree;

import dev.holdfast.cli.tree.FamilyTree.Line;
import dev.holdfast.record.TrustState;
import java.util.ArrayList;
import java.util.List;

/** A tree for a terminal: two lines for each execution, with the cause below. */
public final class TerminalTree {
    private static final int BLANK = 3;

    private TerminalTree() {}

    /** The lines. */
    public static List<String> lines(FamilyTree tree) {
        var lines = new ArrayList<String>();
        var above = new ArrayList<String>();
        for (Line line : tree.lines()) {
            while (above.size() > Math.max(0, line.depth() - 1)) {
                above.remove(above.size() - 1);
            }
            String before = String.join("", above);
            String branch = line.depth() == 0 ? "" : line.isLast() ? "└─ " : "├─ ";
            String below = line.depth() == 0 ? "" : line.isLast() ? " ".repeat(BLANK) : "│  ";
            String state = line.state().map(TrustState::name).orElse("");
            String mark = line.isAsked() ? " ◀" : "";
            lines.add((before + branch + line.name() + mark + "  " + state + "  " + line.facts()).stripTrailing());
            if (!line.cause().isEmpty()) {
                lines.add(before + below + "   " + line.cause());
            }
            if (line.depth() > 0) {
                above.add(below);
            }
        }
        return lines;
    }
}
