package dev.holdfast.cli.command.rules;

import dev.holdfast.scenarios.suite.Coverage;
import dev.holdfast.scenarios.suite.PackResult;
import java.util.List;

/** Coverage as one page that needs nothing else. */
final class HtmlReport {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Coverage of rules</title><style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #1c1c1c; background: #fff }
            table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .25em .6em; border-bottom: 1px solid #ddd; vertical-align: top }
            code, pre { font: 13px/1.45 ui-monospace, monospace } pre { background: #f6f6f6; padding: 1em; overflow-x: auto }
            .yes { color: #0a5f2c } .no { color: #a1121f; font-weight: 600 }
            </style></head><body><h1>Coverage of rules</h1>
            """;

    private HtmlReport() {}

    static String of(List<PackResult> results) {
        var html = new StringBuilder(HEAD);
        for (PackResult result : results) {
            html.append("<h2>%s: %d %%</h2><p>%s, %d failed.</p>\n"
                    .formatted(
                            Markup.text(result.pack()),
                            result.coverage().percent(),
                            Visible.counted(result.outcomes().size(), "scenario"),
                            result.failed()));
            append(html, result.coverage());
            result.mutation().ifPresent(mutation -> {
                html.append("<p>%d of %s survived.</p>\n"
                        .formatted(mutation.survivors().size(), Visible.counted(mutation.mutants(), "mutant")));
                list(html, CoverageText.lines(mutation));
            });
            list(html, result.faults());
            result.outcomes().stream().filter(outcome -> !outcome.passed()).forEach(outcome -> {
                html.append("<pre>");
                TestText.timeline(outcome)
                        .forEach(line -> html.append(Markup.text(line)).append('\n'));
                html.append("</pre>\n");
            });
        }
        return html.append("</body></html>\n").toString();
    }

    private static void append(StringBuilder html, Coverage coverage) {
        html.append("<table><tr><th>rule</th><th>condition</th><th>held</th><th>failed</th></tr>\n");
        for (Coverage.Rule rule : coverage.rules()) {
            html.append("<tr><td>%s<br><code>%s:%d</code></td><td>the whole rule</td><td>%s</td><td></td></tr>\n"
                    .formatted(Markup.text(rule.name()), Markup.text(rule.path()), rule.line(), mark(rule.fired())));
            for (Coverage.Seen seen : rule.conditions()) {
                html.append("<tr><td></td><td><code>%s</code></td><td>%s</td><td>%s</td></tr>\n"
                        .formatted(Markup.text(seen.text()), mark(seen.held()), mark(seen.failed())));
            }
        }
        html.append("</table>\n");
    }

    private static void list(StringBuilder html, List<String> lines) {
        if (!lines.isEmpty()) {
            html.append("<ul>");
            lines.forEach(line -> html.append("<li><code>%s</code></li>".formatted(Markup.text(line))));
            html.append("</ul>\n");
        }
    }

    private static String mark(boolean seen) {
        return seen ? "<span class=\"yes\">seen</span>" : "<span class=\"no\">not seen</span>";
    }
}
