package dev.holdfast.rules.check;

import dev.holdfast.rules.drl.Condition;
import dev.holdfast.rules.drl.Diagnostic;
import dev.holdfast.rules.drl.DrlFile;
import dev.holdfast.rules.drl.DrlRule;
import dev.holdfast.rules.drl.ExpressionText;
import dev.holdfast.rules.drl.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds rules that say the same under the same conditions, whatever their names, variables, comments and the order of their conditions. */
final class Sameness {
    private final Map<String, String> variables = new HashMap<>();

    private Sameness() {}

    /** One diagnostic for each rule that an earlier one makes needless. */
    static List<Diagnostic> duplicates(List<DrlFile> files) {
        var first = new HashMap<String, String>();
        var diagnostics = new ArrayList<Diagnostic>();
        for (DrlFile file : files) {
            for (DrlRule rule : file.rules()) {
                String here = "`" + rule.name() + "` in " + file.source().path() + ":"
                        + file.source().at(rule.offset()).line();
                String earlier = first.putIfAbsent(new Sameness().form(rule), here);
                if (earlier != null) {
                    diagnostics.add(Diagnostic.at(
                            file.source(),
                            rule.offset(),
                            "rule ".length() + rule.name().length() + 2,
                            Problem.DUPLICATE_RULE,
                            "expected a rule that says something new, found the same as " + earlier,
                            "take one of them out"));
                }
            }
        }
        return diagnostics;
    }

    private String form(DrlRule rule) {
        String condition = form(rule.condition());
        return condition
                + " then "
                + rule.sayings().stream()
                        .map(saying -> saying.action() + " " + saying.code() + " "
                                + ExpressionText.of(saying.message(), variables))
                        .sorted()
                        .collect(Collectors.joining("; "));
    }

    private String form(Condition condition) {
        if (condition instanceof Condition.AllOf all) {
            return list("all", all.of().stream().map(this::form));
        } else if (condition instanceof Condition.AnyOf any) {
            return list("any", any.of().stream().map(this::form));
        } else if (condition instanceof Condition.Absent absent) {
            return "not " + form(absent.of());
        } else if (condition instanceof Condition.Present present) {
            return "exists " + form(present.of());
        } else if (condition instanceof Condition.Fact fact) {
            // What is bound comes first: a test may stand before or after it.
            fact.constraints()
                    .forEach(each -> each.variable()
                            .ifPresent(name -> variables.put(name, ExpressionText.of(each.value(), variables))));
            return list(
                    fact.type().name(),
                    fact.constraints().stream()
                            .filter(Condition.Constraint::isTest)
                            .map(each -> ExpressionText.of(each.expression(), variables)));
        }
        return "";
    }

    private static String list(String head, Stream<String> parts) {
        return parts.sorted().distinct().collect(Collectors.joining(", ", head + "(", ")"));
    }
}
