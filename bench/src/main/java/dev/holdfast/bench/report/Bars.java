package dev.holdfast.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Figures as bars, grouped by the condition they were measured under. The scale is logarithmic where the longest is over fifty times the shortest: then each step of the
 * grid is ten times the one before.
 */
final class Bars {
    private static final int WIDTH = 900;
    private static final int LEAST_LEFT = 190;
    private static final int INDENT = 14;
    private static final int RIGHT = 110;
    private static final int BAR = 18;
    private static final int GAP = 12;
    private static final double LOGARITHMIC_FROM = 50;

    private Bars() {}

    static String of(List<Figure> figures) {
        double most = figures.stream()
                .mapToDouble(Figure::value)
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        double least = figures.stream()
                .mapToDouble(Figure::value)
                .filter(each -> each > 0)
                .min()
                .orElse(1);
        boolean logarithmic = most / least > LOGARITHMIC_FROM;
        double floor = logarithmic ? Math.pow(10, Math.floor(Math.log10(least)) - 0.3) : 0;
        int left = Math.max(LEAST_LEFT, INDENT + Html.width(figures.stream().map(Figure::subject)));
        var colours = new Colours(figures);
        var svg = new StringBuilder();
        int y = 4;
        var groups =
                figures.stream().collect(Collectors.groupingBy(Figure::at, LinkedHashMap::new, Collectors.toList()));
        for (var group : groups.entrySet()) {
            if (!group.getKey().isEmpty()) {
                svg.append(text(0, y + 13, "quiet", group.getKey()));
                y += BAR;
            }
            for (Figure figure : group.getValue()) {
                double share = logarithmic
                        ? Math.log(Math.max(figure.value(), floor) / floor) / Math.log(most / floor)
                        : figure.value() / most;
                double length = Math.max(1, share * (WIDTH - left - RIGHT));
                svg.append(text(INDENT, y + 13, "", figure.subject()))
                        .append(String.format(
                                Locale.ROOT,
                                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>",
                                left,
                                y + 2,
                                length,
                                BAR - 5,
                                colours.of(figure.subject())))
                        .append(text(
                                (int) (left + length + 6),
                                y + 13,
                                "",
                                FigureText.number(figure.value(), figure.unit())));
                y += BAR;
            }
            y += GAP;
        }
        return "<svg viewBox=\"0 0 " + WIDTH + " " + y + "\" role=\"img\">" + svg + "</svg>"
                + (logarithmic ? "<p class=\"quiet\">Logarithmic: lengths are not in proportion.</p>" : "");
    }

    private static String text(int x, int y, String kind, String plain) {
        return "<text x=\"" + x + "\" y=\"" + y + "\" class=\"" + kind + "\">" + Html.text(plain) + "</text>";
    }
}
