package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.rules.Markup;
import dev.holdfast.rules.backtest.Tally;
import dev.holdfast.rules.explain.Wording;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** A chart of rules: in how many decisions each found something, really and with the candidate. The scale is logarithmic where they are far apart. */
record Bars(List<Tally> tallies) {
    private static final int WIDTH = 940;
    private static final int LEFT = 330;
    private static final int RIGHT = 150;
    private static final int ROW = 38;
    private static final int BAR = 12;
    private static final double FAR_APART = 50;

    /** As SVG. */
    String svg() {
        var svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"findings by rule\">\n"
                .formatted(WIDTH, tallies.size() * ROW + 6));
        for (int i = 0; i < tallies.size(); i++) {
            Tally tally = tallies.get(i);
            int top = i * ROW + 4;
            svg.append("<text class=\"code %s\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                    .formatted(
                            tally.severity().name().toLowerCase(Locale.ROOT),
                            LEFT - 10,
                            top + 12,
                            Markup.text(cut(tally.code()))));
            svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n"
                    .formatted(LEFT - 10, top + 27, Markup.text(cut(tally.rule()))));
            bar(svg, "really", top, tally.recorded(), "");
            bar(svg, "candidate", top + BAR + 3, tally.candidate(), changed(tally));
        }
        return svg.append("</svg>\n").toString();
    }

    private void bar(StringBuilder svg, String kind, int top, long value, String more) {
        double width = scale(value) * (WIDTH - LEFT - RIGHT);
        svg.append(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/><text x=\"%.1f\" y=\"%d\" dy=\".32em\">%s%s</text>\n"
                        .formatted(
                                kind,
                                LEFT,
                                top,
                                width,
                                BAR,
                                LEFT + width + 6,
                                top + BAR / 2,
                                Wording.number(value),
                                more));
    }

    private static String changed(Tally tally) {
        return (tally.appeared() == 0 ? "" : " &#160;+" + Wording.number(tally.appeared()))
                + (tally.vanished() == 0 ? "" : " &#160;&#8722;" + Wording.number(tally.vanished()));
    }

    private double scale(long value) {
        double most = sizes().max().orElse(1);
        return isLogarithmic() ? Math.log1p(value) / Math.log1p(most) : value / Math.max(1, most);
    }

    /** Whether {@link #svg} scales by logarithms. */
    boolean isLogarithmic() {
        return sizes().max().orElse(1) > FAR_APART * Math.max(1, sizes().min().orElse(1));
    }

    private DoubleStream sizes() {
        return tallies.stream().mapToDouble(tally -> Math.max(tally.recorded(), tally.candidate()));
    }

    private static String cut(String text) {
        return text.length() <= 44 ? text : text.substring(0, 43) + "…";
    }
}
