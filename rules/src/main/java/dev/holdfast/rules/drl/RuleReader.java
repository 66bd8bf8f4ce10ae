package dev.holdfast.rules.drl;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.QueryDescr;
import org.drools.drl.ast.descr.RuleDescr;

/** Reads one rule of a file and holds it against the policy. */
final class RuleReader {
    static final String ATTRIBUTES_HINT =
            "rules fire in any order and at any time; who wants them to fire less writes a condition";

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} _.,:;/()'+%<>=-]{0,119}");
    // The most copies of a rule that Drools may make of `or` between patterns.
    private static final int MAXIMUM_BRANCHES = 64;

    private final DrlText source;
    private final Set<String> imported;
    private final Set<String> globals;
    private final Collection<Diagnostic> diagnostics;
    private final Map<String, ValueType> variables = new LinkedHashMap<>();
    private boolean refused;

    RuleReader(DrlText source, Set<String> imported, Set<String> globals, Collection<Diagnostic> diagnostics) {
        this.source = source;
        this.imported = imported;
        this.globals = globals;
        this.diagnostics = diagnostics;
    }

    /** The rule; empty when it breaks the policy, which then stands in the diagnostics. */
    Optional<DrlRule> read(RuleDescr rule) {
        int offset = DrlReader.offset(source, rule);
        if (rule instanceof QueryDescr) {
            refuse(offset, 5, Problem.DECLARATION, "expected rules alone, found a query", "");
            return Optional.empty();
        }
        checkHead(rule, offset);
        Condition.AllOf condition = new Condition.AllOf(List.of());
        if (rule.getLhs() == null || rule.getLhs().getDescrs().isEmpty()) {
            refuse(
                    offset,
                    4,
                    Problem.CONDITION,
                    "expected a condition about a fact, found none",
                    "begin with `ExecutionFacts( ... )`");
        } else {
            condition = new ConditionReader(source, imported, variables, this::refuse).read(rule.getLhs());
            checkCondition(condition, offset);
        }
        String text = String.valueOf(rule.getConsequence());
        int end = Math.min(source.text().length(), rule.getEndCharacter() + 1);
        int start = source.text().lastIndexOf(text, end - text.length());
        if (start < offset) {
            refuse(offset, 4, Problem.CONSEQUENCE, "expected a consequence, found none that can be read", "");
            return Optional.empty();
        }
        if (!rule.getNamedConsequences().isEmpty()) {
            refuse(
                    Math.max(start, source.text().indexOf("then[", offset)),
                    5,
                    Problem.CONSEQUENCE,
                    "expected one consequence, found a named one beside it",
                    "write a rule for each");
        }
        List<DrlRule.Saying> sayings = refused
                ? List.of()
                : new ConsequenceReader(source, globals, condition, variables, this::refuse)
                        .read(start, start + text.length());
        if (refused) {
            return Optional.empty();
        }
        return Optional.of(
                new DrlRule(rule.getName(), offset, end, salience(rule), condition, start, List.copyOf(sayings)));
    }

    /** What is wrong with an attribute; empty for nothing. */
    static Optional<String> flawOf(AttributeDescr attribute) {
        Pattern allowed = DrlReader.attributes().get(attribute.getName());
        String value = attribute.getValue();
        return allowed != null && value != null && allowed.matcher(value).matches()
                ? Optional.empty()
                : Optional.of("expected no attribute but a constant `salience` and `dialect \"java\"`, found `"
                        + attribute.getName() + " " + value + "`");
    }

    private void checkHead(RuleDescr rule, int offset) {
        if (!NAME.matcher(rule.getName()).matches()) {
            refuse(
                    offset,
                    "rule ".length() + rule.getName().length(),
                    Problem.RULE_NAME,
                    "expected a name of up to 120 letters, digits, blanks and common signs, beginning with a letter",
                    "");
        }
        if (rule.getParentName() != null) {
            refuse(
                    offset,
                    4,
                    Problem.RULE_NAME,
                    "expected a rule that stands by itself, found one that extends `" + rule.getParentName() + "`",
                    "write its conditions out");
        }
        if (!rule.getAnnotationNames().isEmpty()) {
            refuse(
                    offset,
                    4,
                    Problem.ATTRIBUTE,
                    "expected no annotations, found " + rule.getAnnotationNames(),
                    "write a comment");
        }
        for (AttributeDescr attribute : rule.getAttributes().values()) {
            flawOf(attribute)
                    .ifPresent(flaw -> refuse(
                            DrlReader.offset(source, attribute),
                            attribute.getName().length(),
                            Problem.ATTRIBUTE,
                            flaw,
                            ATTRIBUTES_HINT));
        }
    }

    private void checkCondition(Condition condition, int offset) {
        if (!refused && !alwaysHasFact(condition)) {
            refuse(
                    offset,
                    4,
                    Problem.CONDITION,
                    "expected a fact that the rule is about, found only what must be absent or may be",
                    "begin with `ExecutionFacts( ... )`");
        }
        if (branches(condition) > MAXIMUM_BRANCHES) {
            refuse(
                    offset,
                    4,
                    Problem.TOO_LARGE,
                    "expected at most " + MAXIMUM_BRANCHES + " ways through the `or` of a rule",
                    "write `||` within one pattern");
        }
    }

    private static boolean alwaysHasFact(Condition condition) {
        if (condition instanceof Condition.AllOf all) {
            return all.of().stream().anyMatch(RuleReader::alwaysHasFact);
        } else if (condition instanceof Condition.AnyOf any) {
            return any.of().stream().allMatch(RuleReader::alwaysHasFact);
        }
        return condition instanceof Condition.Fact;
    }

    private static long branches(Condition condition) {
        if (condition instanceof Condition.AllOf all) {
            long product = 1;
            for (Condition each : all.of()) {
                product = Math.min(MAXIMUM_BRANCHES + 1L, product * branches(each));
            }
            return product;
        } else if (condition instanceof Condition.AnyOf any) {
            return any.of().stream().mapToLong(RuleReader::branches).sum();
        } else if (condition instanceof Condition.Absent absent) {
            return branches(absent.of());
        } else if (condition instanceof Condition.Present present) {
            return branches(present.of());
        }
        return 1;
    }

    private static OptionalInt salience(RuleDescr rule) {
        AttributeDescr salience = rule.getAttributes().get("salience");
        return salience == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(salience.getValue()));
    }

    private void refuse(Diagnostic diagnostic) {
        diagnostics.add(diagnostic);
        refused = true;
    }

    private void refuse(int offset, int length, Problem problem, String message, String hint) {
        refuse(Diagnostic.at(source, offset, length, problem, message, hint));
    }
}
