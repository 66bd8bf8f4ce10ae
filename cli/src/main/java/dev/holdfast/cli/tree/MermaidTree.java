package dev.holdfast.cli.tree;

import dev.holdfast.cli.tree.FamilyTree.Line;
import dev.holdfast.record.TrustState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A tree as a flowchart of Mermaid. Of texts only letters and digits of ASCII, and a few marks that mean nothing there, stay what they are; the rest become entity codes. */
public final class MermaidTree {
    private static final String PLAIN = " .,:_/@";

    private MermaidTree() {}

    /** The lines. */
    public static List<String> lines(FamilyTree tree) {
        var lines = new ArrayList<String>();
        lines.add("flowchart TD");
        for (int i = 0; i < tree.lines().size(); i++) {
            Line line = tree.lines().get(i);
            var label = new StringBuilder(escaped(line.name()));
            line.state().ifPresent(state -> label.append("<br/>").append(state));
            for (String more : List.of(line.facts(), line.cause())) {
                if (!more.isEmpty()) {
                    label.append("<br/>").append(escaped(more));
                }
            }
            lines.add("  n" + i + "[\"" + label + "\"]"
                    + line.state().map(MermaidTree::style).orElse(""));
            if (line.parent() >= 0) {
                lines.add("  n" + line.parent() + " --> n" + i);
            }
            if (line.isAsked()) {
                lines.add("  style n" + i + " stroke-width:3px");
            }
        }
        for (TrustState state : TrustState.values()) {
            lines.add("  classDef " + name(state) + " fill:" + Colours.of(state));
        }
        return lines;
    }

    private static String style(TrustState state) {
        return ":::" + name(state);
    }

    private static String name(TrustState state) {
        return "state" + state.name().charAt(0) + state.name().substring(1).toLowerCase(Locale.ROOT);
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.codePoints().forEach(each -> {
            boolean plain = each < 128 && Character.isLetterOrDigit(each) || PLAIN.indexOf(each) >= 0;
            if (plain) {
                escaped.appendCodePoint(each);
            } else {
                escaped.append('#').append(each).append(';');
            }
        });
        return escaped.toString();
    }
}
