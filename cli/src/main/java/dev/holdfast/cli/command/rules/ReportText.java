package dev.holdfast.cli.command.rules;

import dev.holdfast.rules.check.Report;
import dev.holdfast.rules.drl.Diagnostic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes a report as compilers do: place, what is wrong, the line it stands on and a mark beneath. */
public final class ReportText {
    private static final String INDENT = "    ";

    private final Report report;
    private final Map<String, Path> folderOf;

    /** @param folderOf folders by the names of their packs, as they were given */
    public ReportText(Report report, Map<String, Path> folderOf) {
        this.report = report;
        this.folderOf = Map.copyOf(folderOf);
    }

    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (Diagnostic each : report.diagnostics()) {
            String place = each.line() == 0 ? "" : ":" + each.line() + (each.column() == 0 ? "" : ":" + each.column());
            lines.add(Visible.text(
                    path(each) + place + ": " + severity(each) + " " + each.problem() + ": " + each.message()));
            if (!each.sourceLine().isBlank()) {
                lines.add(INDENT + Visible.text(each.sourceLine()));
                lines.add(INDENT + mark(each));
            }
            if (!each.hint().isEmpty()) {
                lines.add(INDENT + "hint: " + Visible.text(each.hint()));
            }
        }
        lines.add(Visible.counted(report.packs().size(), "pack") + ", " + Visible.counted(report.rules(), "rule") + ": "
                + Visible.counted(report.errors(), "error") + ", " + Visible.counted(report.warnings(), "warning"));
        return lines;
    }

    Map<String, Object> json() {
        var object = new LinkedHashMap<String, Object>();
        object.put("packs", report.packs());
        object.put("rules", report.rules());
        object.put("errors", report.errors());
        object.put("warnings", report.warnings());
        object.put("diagnostics", report.diagnostics().stream().map(this::json).toList());
        return object;
    }

    private Map<String, Object> json(Diagnostic each) {
        var object = new LinkedHashMap<String, Object>();
        object.put("file", path(each));
        object.put("line", each.line());
        object.put("column", each.column());
        object.put("severity", severity(each));
        object.put("code", each.problem().name());
        object.put("message", each.message());
        object.put("found", each.found());
        object.put("hint", each.hint());
        object.put("source", each.sourceLine());
        return object;
    }

    private String path(Diagnostic each) {
        int slash = each.path().indexOf('/');
        Path folder = slash < 0 ? null : folderOf.get(each.path().substring(0, slash));
        return folder == null
                ? each.path()
                : folder.resolve(each.path().substring(slash + 1)).toString();
    }

    private static String severity(Diagnostic each) {
        return each.problem().severity().name().toLowerCase(Locale.ROOT);
    }

    private static String mark(Diagnostic each) {
        String line = each.sourceLine();
        var mark = new StringBuilder();
        for (int i = 0; i < each.column() - 1; i++) {
            mark.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
        }
        int length = Math.min(each.found().length(), Math.max(1, line.length() - each.column() + 1));
        return mark.append('^').append("~".repeat(Math.max(0, length - 1))).toString();
    }
}
