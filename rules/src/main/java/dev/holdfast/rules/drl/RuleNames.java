package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Finds rules of one package and one name: nobody could tell which of them spoke. */
public final class RuleNames {
    private RuleNames() {}

    /** One diagnostic for each rule whose name an earlier one has. */
    public static List<Diagnostic> duplicates(List<DrlFile> files) {
        var first = new HashMap<List<String>, String>();
        var diagnostics = new ArrayList<Diagnostic>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                DrlText.Place place = file.source().at(rule.offset());
                String here = file.source().path() + ":" + place.line();
                String earlier = first.putIfAbsent(List.of(file.packageName(), rule.name()), here);
                if (earlier != null) {
                    diagnostics.add(Diagnostic.at(
                            file.source(),
                            rule.offset(),
                            "rule ".length() + rule.name().length() + 2,
                            Problem.DUPLICATE_NAME,
                            "expected a name of its own in package `" + file.packageName() + "`, found `" + rule.name()
                                    + "` again, first in " + earlier,
                            "rename one of them"));
                }
            }
        }
        return diagnostics;
    }
}
