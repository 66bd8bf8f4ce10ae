package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Finds rules of one name, in whatever packages: findings, explanations and counts name rules by it alone. */
public final class RuleNames {
    private RuleNames() {}

    /** One diagnostic for each rule whose name an earlier one of another or the same file has. */
    public static List<Diagnostic> duplicates(List<DrlFile> files) {
        var first = new HashMap<String, String>();
        var diagnostics = new ArrayList<Diagnostic>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                DrlText.Place place = file.source().at(rule.offset());
                String here = file.source().path() + ":" + place.line();
                String earlier = first.putIfAbsent(rule.name(), here);
                if (earlier != null) {
                    diagnostics.add(Diagnostic.at(
                            file.source(),
                            rule.offset(),
                            "rule ".length() + rule.name().length() + 2,
                            Problem.DUPLICATE_NAME,
                            "expected a name that no other rule of the ruleset has, found `" + rule.name()
                                    + "` again, first in " + earlier,
                            "rename one of them"));
                }
            }
        }
        return diagnostics;
    }
}
