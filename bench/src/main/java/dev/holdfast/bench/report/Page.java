package dev.holdfast.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A page that shows what was found: one file, nothing loaded from elsewhere. */
final class Page {
    private static final String STYLE = """
            :root { --ink: #1c2430; --quiet: #66727f; --ground: #fff; --line: #dde3e9; --kept: #1a7f4b; --missed: #b3361e; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #e6ebf0; --quiet: #93a0ad; --ground: #14191f; --line: #2c3640; --kept: #4fc486; --missed: #ff8a70; }
            }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
            h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
            .quiet { color: var(--quiet); } .kept { color: var(--kept); } .missed { color: var(--missed); }
            table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem .9rem .2rem 0; vertical-align: top; font-variant-numeric: tabular-nums; }
            svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .quiet { fill: var(--quiet); }
            """;

    private final Map<String, String> circumstances;

    Page(Map<String, String> circumstances) {
        this.circumstances = new LinkedHashMap<>(circumstances);
    }

    String of(List<Findings> suites) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Holdfast: benchmarks</title>"
                + "<meta name=\"viewport\" content=\"width=device-width\"><style>" + STYLE + "</style></head><body>\n"
                + "<h1>Holdfast: benchmarks</h1>\n" + circumstances()
                + suites.stream().map(Page::suite).collect(Collectors.joining("\n")) + "\n</body></html>\n";
    }

    private String circumstances() {
        return "<table>"
                + circumstances.entrySet().stream()
                        .map(each -> "<tr><td class=\"quiet\">" + Html.text(each.getKey()) + "</td><td>"
                                + Html.text(each.getValue()) + "</td></tr>")
                        .collect(Collectors.joining())
                + "</table>\n";
    }

    private static String suite(Findings findings) {
        var html = new StringBuilder("<section id=\"" + Html.text(findings.suite()) + "\"><h2>")
                .append(Html.text(findings.suite()))
                .append("</h2><p>")
                .append(Html.text(findings.question()))
                .append("</p>\n");
        if (!findings.limits().isEmpty()) {
            html.append("<table>");
            findings.limits().forEach(limit -> html.append(row(limit)));
            html.append("</table>\n");
        }
        findings.figures().stream()
                .collect(Collectors.groupingBy(Figure::chart, LinkedHashMap::new, Collectors.toList()))
                .forEach((name, figures) -> html.append(chart(name, figures)));
        if (!findings.absences().isEmpty()) {
            html.append("<p>Not measured: ")
                    .append(findings.absences().stream()
                            .map(absence ->
                                    "<b>" + Html.text(absence.subject()) + "</b> (" + Html.text(absence.why()) + ")")
                            .collect(Collectors.joining(", ")))
                    .append("</p>\n");
        }
        for (String note : findings.notes()) {
            html.append("<p class=\"quiet\">").append(Html.text(note)).append("</p>\n");
        }
        return html.append("</section>").toString();
    }

    private static String row(Limit limit) {
        return "<tr><td class=\"" + (limit.kept() ? "kept\">kept" : "missed\">missed") + "</td><td>"
                + Html.text(limit.text()) + "</td><td>" + (limit.atMost() ? "at most " : "at least ")
                + Html.text(FigureText.number(limit.bound(), limit.unit())) + "</td><td>found "
                + Html.text(FigureText.number(limit.found(), limit.unit())) + "</td></tr>";
    }

    private static String chart(String name, List<Figure> figures) {
        var units = new TreeSet<Unit>();
        figures.forEach(figure -> units.add(figure.unit()));
        String unit = units.stream().map(Unit::symbol).collect(Collectors.joining(", "));
        return "<h3>" + Html.text(name) + " <span class=\"quiet\">" + Html.text(unit) + "</span></h3>\n"
                + Bars.of(figures)
                + (figures.stream().anyMatch(each -> each.histogram() != null) ? Curves.of(figures) : "")
                + "\n";
    }
}
