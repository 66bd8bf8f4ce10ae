package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.AnnotatedBaseDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;

/** Reads the conditions of a rule. */
final class ConditionReader {
    private static final Pattern VARIABLE = Pattern.compile("\\$[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final int MAXIMUM_CONSTRAINTS = 64;
    private static final int MAXIMUM_FACTS = 8;

    private final DrlText source;
    private final Set<String> imported;
    private final Map<String, ValueType> variables;
    private final Consumer<Diagnostic> refusals;
    private int facts;

    ConditionReader(
            DrlText source, Set<String> imported, Map<String, ValueType> variables, Consumer<Diagnostic> refusals) {
        this.source = source;
        this.imported = imported;
        this.variables = variables;
        this.refusals = refusals;
    }

    /** The condition; what it binds goes to the variables. */
    Condition.AllOf read(AndDescr conditions) {
        return new Condition.AllOf(all(conditions.getDescrs()));
    }

    private List<Condition> all(List<?> descrs) {
        var read = new ArrayList<Condition>();
        for (Object each : descrs) {
            if (each instanceof BaseDescr descr) {
                condition(descr).ifPresent(read::add);
            }
        }
        return List.copyOf(read);
    }

    private Optional<Condition> condition(BaseDescr descr) {
        if (descr instanceof AnnotatedBaseDescr annotated
                && !annotated.getAnnotationNames().isEmpty()) {
            refuse(descr, Problem.ATTRIBUTE, "expected no annotations, found " + annotated.getAnnotationNames(), "");
            return Optional.empty();
        }
        // Exactly these: a class that Drools derives from one of them means something else.
        if (descr.getClass() == AndDescr.class) {
            return Optional.of(new Condition.AllOf(all(((AndDescr) descr).getDescrs())));
        } else if (descr.getClass() == OrDescr.class) {
            return Optional.of(new Condition.AnyOf(all(((OrDescr) descr).getDescrs())));
        } else if (descr.getClass() == NotDescr.class) {
            return Optional.of(new Condition.Absent(new Condition.AllOf(all(((NotDescr) descr).getDescrs()))));
        } else if (descr.getClass() == ExistsDescr.class) {
            return Optional.of(new Condition.Present(new Condition.AllOf(all(((ExistsDescr) descr).getDescrs()))));
        } else if (descr.getClass() == PatternDescr.class) {
            return pattern((PatternDescr) descr);
        }
        refuse(
                descr,
                Problem.CONDITION,
                "expected patterns of facts, `and`, `or`, `not`, `exists`, found "
                        + descr.getClass().getSimpleName().replace("Descr", "").toLowerCase(Locale.ROOT),
                "what a rule needs to know is a property of the fact");
        return Optional.empty();
    }

    private Optional<Condition> pattern(PatternDescr pattern) {
        Optional<FactType> type = FactType.named(pattern.getObjectType());
        if (pattern.getSource() != null || !pattern.getBehaviors().isEmpty() || pattern.isQuery()) {
            refuse(
                    pattern,
                    Problem.CONDITION,
                    "expected a pattern of a fact, found one with `from`, `over`, or a query",
                    "what a rule needs to know is a property of the fact");
            return Optional.empty();
        } else if (type.isEmpty()) {
            refuse(
                    pattern,
                    pattern.getObjectType() == null ? Problem.CONDITION : Problem.UNKNOWN_FACT,
                    "expected a pattern of " + names() + ", found `"
                            + (pattern.getObjectType() == null ? "a path" : pattern.getObjectType()) + "`",
                    Nearest.hint(String.valueOf(pattern.getObjectType()), names()));
            return Optional.empty();
        } else if (!imported.contains(type.get().fact().getName())) {
            refuse(
                    pattern,
                    Problem.UNKNOWN_FACT,
                    "expected `" + type.get().name() + "` to be imported",
                    "add `import " + type.get().fact().getName() + "`");
            return Optional.empty();
        } else if (++facts > MAXIMUM_FACTS || pattern.getDescrs().size() > MAXIMUM_CONSTRAINTS) {
            refuse(
                    pattern,
                    Problem.TOO_LARGE,
                    "expected at most " + MAXIMUM_FACTS + " patterns in a rule and " + MAXIMUM_CONSTRAINTS
                            + " conditions in a pattern",
                    "split the rule");
            return Optional.empty();
        }
        var constraints = new ArrayList<Condition.Constraint>();
        Optional<String> variable = Optional.ofNullable(pattern.getIdentifier());
        if (variable.isPresent()) {
            if (pattern.isUnification()) {
                refuse(
                        pattern,
                        Problem.CONDITION,
                        "expected `$name : " + type.get().name() + "`, found `:=`",
                        "");
            }
            bind(variable.get(), new ValueType(ValueType.Kind.FACT, type.get().fact()), pattern);
        }
        for (BaseDescr each : pattern.getDescrs()) {
            constraint(each, type.get()).ifPresent(constraints::add);
        }
        return Optional.of(
                new Condition.Fact(DrlReader.offset(source, pattern), type.get(), variable, List.copyOf(constraints)));
    }

    private Optional<Condition.Constraint> constraint(BaseDescr descr, FactType type) {
        if (descr.getClass() != ExprConstraintDescr.class
                || ((ExprConstraintDescr) descr).getType() != ExprConstraintDescr.Type.NAMED
                || descr.getStartCharacter() < 0) {
            refuse(descr, Problem.EXPRESSION, "expected a condition on a property, found something else", "");
            return Optional.empty();
        }
        int start = descr.getStartCharacter();
        try {
            List<Token> tokens = Tokens.of(
                    source.text(),
                    start,
                    Math.min(descr.getEndCharacter() + 1, source.text().length()));
            boolean binds = tokens.size() > 2 && tokens.get(1).is(":");
            var scope = new Scope(Optional.of(type), Map.copyOf(variables));
            if (!binds) {
                Expression test = new ExpressionParser(tokens, scope).condition();
                if (!test.type().is(ValueType.Kind.TRUTH)) {
                    throw new Refusal(
                            Problem.TYPE,
                            start,
                            1,
                            "expected a condition that is true or false, found " + test.type(),
                            "compare it, or bind it: `$name : " + ExpressionText.of(test) + "`");
                }
                return Optional.of(new Condition.Constraint(start, Optional.empty(), test));
            }
            Expression value = new ExpressionParser(tokens.subList(2, tokens.size()), scope).bound();
            var constraint =
                    new Condition.Constraint(start, Optional.of(tokens.get(0).text()), value);
            for (Expression part : constraint.value().all().toList()) {
                if (part instanceof Expression.Variable variable) {
                    throw new Refusal(
                            Problem.EXPRESSION,
                            variable.offset(),
                            variable.name().length(),
                            "expected properties of the fact in what is bound, found `" + variable.name() + "`",
                            "write in its place what it is bound to");
                }
            }
            bind(tokens.get(0).text(), constraint.value().type(), descr);
            return Optional.of(constraint);
        } catch (Refusal refusal) {
            refusals.accept(refusal.in(source));
            return Optional.empty();
        }
    }

    private void bind(String name, ValueType type, BaseDescr at) {
        if (!VARIABLE.matcher(name).matches()) {
            refuse(
                    at,
                    Problem.EXPRESSION,
                    "expected a variable such as `$name`, found `" + name + "`",
                    "begin it with `$`: names of properties stay free");
        }
        ValueType before = variables.putIfAbsent(name, type);
        if (before != null && !before.equals(type)) {
            refuse(at, Problem.EXPRESSION, "expected a new name, found `" + name + "` bound twice", "");
        }
    }

    private void refuse(BaseDescr at, Problem problem, String message, String hint) {
        int start = DrlReader.offset(source, at);
        refusals.accept(
                Diagnostic.at(source, start, Math.max(1, at.getEndCharacter() - start + 1), problem, message, hint));
    }

    private static List<String> names() {
        return FactType.all().stream().map(FactType::name).toList();
    }
}
