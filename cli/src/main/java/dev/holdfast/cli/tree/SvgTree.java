package dev.holdfast.cli.tree;

import dev.holdfast.cli.command.rules.Markup;
import dev.holdfast.cli.tree.FamilyTree.Line;
import dev.holdfast.record.TrustState;
import java.util.ArrayList;
import java.util.List;

/** A tree as SVG: a row for each execution, of a fixed width; texts are cut to what is left of it. No script, no link, nothing from elsewhere. */
public final class SvgTree {
    private static final int WIDTH = 1_200;
    private static final int ROW = 40;
    private static final int INDENT = 22;
    private static final int MARGIN = 20;
    private static final int RADIUS = 6;

    // A little more than a digit of common monospaced fonts takes at 12 px.
    private static final double COLUMN = 7.4;

    private SvgTree() {}

    /** The lines of the document. */
    public static List<String> lines(FamilyTree tree) {
        int height = 2 * MARGIN + ROW * tree.lines().size();
        var lines = new ArrayList<String>();
        lines.add("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        lines.add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + WIDTH + "\" height=\"" + height
                + "\" viewBox=\"0 0 " + WIDTH + " " + height + "\" font-family=\"monospace\" font-size=\"12\">");
        lines.add("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        for (int i = 0; i < tree.lines().size(); i++) {
            row(tree.lines().get(i), i, lines);
        }
        lines.add("</svg>");
        return lines;
    }

    private static void row(Line line, int place, List<String> lines) {
        int x = x(line.depth());
        int y = y(place);
        if (line.parent() >= 0) {
            lines.add("<path d=\"M" + x(line.depth() - 1) + " " + (y(line.parent()) + RADIUS) + "V" + y + "H"
                    + (x - RADIUS) + "\" fill=\"none\" stroke=\"#888888\"/>");
        }
        String colour = line.state().map(Colours::of).orElse("#ffffff");
        lines.add("<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"" + RADIUS + "\" fill=\"" + colour + "\" stroke=\""
                + (line.isAsked() ? "#000000\" stroke-width=\"2" : "#888888") + "\"/>");
        int columns = (int) ((WIDTH - MARGIN - x - 2 * RADIUS) / COLUMN);
        String head = line.name() + "  " + line.state().map(TrustState::name).orElse("") + "  " + line.facts();
        text(x + 2 * RADIUS, y + 4, line.isAsked(), "#000000", ShownText.of(head.strip(), columns), lines);
        if (!line.cause().isEmpty()) {
            text(x + 2 * RADIUS, y + 18, false, "#555555", ShownText.of(line.cause(), columns), lines);
        }
    }

    private static void text(int x, int y, boolean bold, String colour, String text, List<String> lines) {
        lines.add("<text x=\"" + x + "\" y=\"" + y + "\" fill=\"" + colour + "\""
                + (bold ? " font-weight=\"bold\"" : "") + ">" + Markup.text(text) + "</text>");
    }

    private static int x(int depth) {
        return MARGIN + depth * INDENT;
    }

    private static int y(int place) {
        return MARGIN + place * ROW + ROW / 2;
    }
}
