package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.rules.Markup;
import dev.holdfast.rules.explain.Wording;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * A chart of how many executions something had happened to, over time: really, and with the candidate.
 *
 * @param title what happened
 * @param really instants, sorted
 * @param candidate instants, sorted
 */
record Steps(String title, List<Instant> really, List<Instant> candidate, Instant from, Instant to) {
    private static final int WIDTH = 460;
    private static final int HEIGHT = 230;
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 30;
    private static final int TICKS = 4;

    /** As SVG. */
    String svg() {
        long most = ceiling(Math.max(1, Math.max(really.size(), candidate.size())));
        var svg = new StringBuilder();
        svg.append("<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
                .formatted(
                        Markup.text(title),
                        WIDTH,
                        HEIGHT,
                        Markup.text(title + ": really " + really.size() + ", with the candidate " + candidate.size())));
        grid(svg, most);
        svg.append("<path class=\"area\" d=\"%s L%s %s L%s %s Z\"/>\n"
                .formatted(path(really, most), x(to), y(0, most), x(from), y(0, most)));
        svg.append("<path class=\"really\" d=\"%s\"/>\n".formatted(path(really, most)));
        svg.append("<path class=\"candidate\" d=\"%s\"/>\n".formatted(path(candidate, most)));
        return svg.append("</svg></figure>\n").toString();
    }

    private void grid(StringBuilder svg, long most) {
        for (int tick = 0; tick <= TICKS; tick++) {
            if (most % TICKS == 0 || tick == 0 || tick == TICKS) {
                long value = most * tick / TICKS;
                svg.append(
                        "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/><text x=\"%d\" y=\"%s\" text-anchor=\"end\" dy=\".32em\">%s</text>\n"
                                .formatted(
                                        LEFT,
                                        WIDTH - RIGHT,
                                        y(value, most),
                                        y(value, most),
                                        LEFT - 6,
                                        y(value, most),
                                        Wording.number(value)));
            }
        }
        for (int tick = 0; tick < TICKS; tick++) {
            Instant at = from.plus(span().multipliedBy(tick).dividedBy(TICKS - 1));
            String anchor = tick == 0 ? "start" : tick == TICKS - 1 ? "end" : "middle";
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
                    .formatted(x(at), HEIGHT - 8, anchor, label(at)));
        }
    }

    private Duration span() {
        Duration span = Duration.between(from, to);
        return span.isZero() ? Duration.ofMillis(1) : span;
    }

    private String label(Instant at) {
        String form = span().compareTo(Duration.ofDays(2)) > 0
                ? "d MMM HH:mm"
                : span().compareTo(Duration.ofMinutes(5)) > 0 ? "HH:mm" : "HH:mm:ss";
        return DateTimeFormatter.ofPattern(form, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(at);
    }

    /** A line that rises at each instant; instants that fall on one pixel are one step. */
    private String path(List<Instant> instants, long most) {
        var path = new StringBuilder("M" + x(from) + " " + y(0, most));
        for (int i = 0; i < instants.size(); i++) {
            if (i + 1 < instants.size() && x(instants.get(i)).equals(x(instants.get(i + 1)))) {
                continue;
            }
            path.append(" H").append(x(instants.get(i))).append(" V").append(y(i + 1, most));
        }
        return path.append(" H").append(x(to)).toString();
    }

    private String x(Instant at) {
        double share = (double) Duration.between(from, at).toMillis() / span().toMillis();
        return Long.toString(Math.round(LEFT + share * (WIDTH - LEFT - RIGHT)));
    }

    private static String y(long value, long most) {
        double share = (double) value / most;
        return String.format(Locale.ROOT, "%.1f", HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP));
    }

    /** The least of 4, 8, 20, 40, 80... that is not below a number, so that every line has a whole number. */
    private static long ceiling(long number) {
        for (long power = 1; ; power *= 10) {
            for (long factor : new long[] {4, 8, 20}) {
                if (factor * power >= number) {
                    return factor * power;
                }
            }
        }
    }
}
