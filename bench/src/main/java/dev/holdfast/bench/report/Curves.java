package dev.holdfast.bench.report;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** How durations are spread: percentiles to the right, each step ten times rarer, durations upwards, logarithmic. */
final class Curves {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 260;
    private static final int LEFT = 60;
    private static final int BOTTOM = 26;
    private static final int LEAST_LEGEND = 250;
    private static final int SAMPLE = 50;
    private static final double[] MARKS = {50, 90, 99, 99.9, 99.99};
    private static final int STEPS = 90;
    private static final int LINE = 16;

    private Curves() {}

    static String of(List<Figure> figures) {
        List<Figure> spread =
                figures.stream().filter(each -> each.histogram() != null).toList();
        double most = 1;
        double least = Double.MAX_VALUE;
        for (Figure figure : spread) {
            Histogram nanos = figure.histogram();
            if (nanos != null) {
                most = Math.max(most, nanos.getValueAtPercentile(MARKS[MARKS.length - 1]));
                least = Math.min(least, Math.max(1, nanos.getValueAtPercentile(1)));
            }
        }
        int right = WIDTH
                - Math.max(LEAST_LEGEND, SAMPLE + Html.width(spread.stream().map(Curves::name)));
        var colours = new Colours(figures);
        var svg = new StringBuilder();
        grid(svg, least, most, spread.get(0).unit(), right);
        int place = 0;
        for (Figure figure : spread) {
            Histogram nanos = figure.histogram();
            if (nanos == null) {
                continue;
            }
            var points = new StringBuilder();
            for (int step = 0; step <= STEPS; step++) {
                double percentile = percentileAt((double) step / STEPS);
                points.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        x(percentile, right),
                        y(nanos.getValueAtPercentile(percentile), least, most)));
            }
            // The same subject under other conditions: the same colour, in other dashes.
            String dash = place % 4 == 0 ? "" : " stroke-dasharray=\"" + 9 / (place % 4) + " 3\"";
            String line = "fill=\"none\" stroke-width=\"1.8\" stroke=\"" + colours.of(figure.subject()) + "\"" + dash;
            svg.append("<polyline ")
                    .append(line)
                    .append(" points=\"")
                    .append(points)
                    .append("\"/>");
            if (place < (HEIGHT - BOTTOM) / LINE) {
                int y = 14 + place * LINE;
                svg.append(String.format(
                        Locale.ROOT,
                        "<line %s x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%4$d\"/><text x=\"%d\" y=\"%d\">%s</text>",
                        line,
                        right + 15,
                        right + SAMPLE - 5,
                        y - 4,
                        right + SAMPLE,
                        y,
                        Html.text(name(figure))));
            }
            place++;
        }
        return "<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\">" + svg + "</svg>";
    }

    private static String name(Figure figure) {
        return figure.subject() + (figure.at().isEmpty() ? "" : ", " + figure.at());
    }

    private static void grid(StringBuilder svg, double least, double most, Unit unit, int right) {
        for (double mark : MARKS) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"4\" y2=\"%2$d\" stroke=\"var(--line)\"/>"
                            + "<text x=\"%1$.1f\" y=\"%3$d\" class=\"quiet\" text-anchor=\"middle\">%4$s</text>",
                    x(mark, right),
                    HEIGHT - BOTTOM,
                    HEIGHT - 8,
                    "p" + (mark == Math.rint(mark) ? String.valueOf((int) mark) : mark)));
        }
        for (double value = Math.pow(10, Math.ceil(Math.log10(least))); value <= most; value *= 10) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%1$d\" x2=\"%2$d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"var(--line)\"/>"
                            + "<text x=\"0\" y=\"%4$.1f\" class=\"quiet\">%5$s</text>",
                    LEFT,
                    right,
                    y(value, least, most),
                    y(value, least, most) + 4,
                    Html.text(FigureText.number(unit.ofNanos(value), unit))));
        }
    }

    /** Evenly spaced by how rare they are: 0 is the lowest, 1 the rarest of the marks. */
    private static double percentileAt(double share) {
        return 100 - 100 * Math.pow(10, -share * rarity(MARKS[MARKS.length - 1]));
    }

    private static double rarity(double percentile) {
        return -Math.log10(1 - percentile / 100);
    }

    private static double x(double percentile, int right) {
        return LEFT + rarity(percentile) / rarity(MARKS[MARKS.length - 1]) * (right - LEFT);
    }

    private static double y(double nanos, double least, double most) {
        double share = Math.log(Math.max(nanos, least) / least) / Math.max(1e-9, Math.log(most / least));
        return 4 + (1 - share) * (HEIGHT - BOTTOM - 4);
    }
}
