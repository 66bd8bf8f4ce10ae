package dev.holdfast.rules.drl;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes expressions, in the one form that each has. */
public final class ExpressionText {
    /** For whom. */
    private enum Reader {
        PERSON,
        ENGINE,
        JAVA
    }

    private static final Map<String, String> RECKONED = Map.ofEntries(
            Map.entry("matches", "matches"),
            Map.entry("not matches", "matches"),
            Map.entry("+", "sum"),
            Map.entry("-", "difference"),
            Map.entry("*", "product"),
            Map.entry("/", "quotient"),
            Map.entry("%", "remainder"),
            Map.entry("contains", "contains"),
            Map.entry("not contains", "contains"),
            Map.entry("memberOf", "contains"),
            Map.entry("not memberOf", "contains"));

    private final Map<String, String> variables;
    private final Reader reader;

    private ExpressionText(Map<String, String> variables, Reader reader) {
        this.variables = variables;
        this.reader = reader;
    }

    /** As DRL reads it. */
    public static String of(Expression expression) {
        return of(expression, Map.of());
    }

    /** With another text in place of variables. */
    public static String of(Expression expression, Map<String, String> variables) {
        return new ExpressionText(variables, Reader.PERSON).write(expression);
    }

    /** As it is compiled as a condition: what is computed is a call, see {@link Reckoning}. */
    static String ofEngine(Expression expression) {
        return new ExpressionText(Map.of(), Reader.ENGINE).write(expression);
    }

    /** As Java reads it: variables that hold maps have lost there what is in the maps. */
    static String ofJava(Expression expression, Map<String, String> variables) {
        return new ExpressionText(variables, Reader.JAVA).write(expression);
    }

    /** With the class that Java needs to know. */
    static String cast(ValueType type, String text) {
        return "((" + (type.is(ValueType.Kind.NUMBER) ? "Long" : "String") + ") " + text + ")";
    }

    private String write(Expression expression) {
        if (expression instanceof Expression.Text text) {
            return quoted(text.value());
        } else if (expression instanceof Expression.Whole whole) {
            return whole.value() > Integer.MAX_VALUE ? whole.value() + "L" : Long.toString(whole.value());
        } else if (expression instanceof Expression.Word word) {
            return word.word();
        } else if (expression instanceof Expression.Constant constant) {
            return constant.type().choices().getSimpleName() + "." + constant.name();
        } else if (expression instanceof Expression.Property property) {
            return property.name();
        } else if (expression instanceof Expression.Variable variable) {
            return variables.getOrDefault(variable.name(), variable.name());
        } else if (expression instanceof Expression.Member member) {
            return write(member.target()) + "." + member.name();
        } else if (expression instanceof Expression.Call call) {
            String text = call.target().map(target -> write(target) + ".").orElse("") + call.name() + "("
                    + list(call.arguments()) + ")";
            return reader == Reader.JAVA && call.name().equals("get") ? cast(call.type(), text) : text;
        } else if (expression instanceof Expression.Index index) {
            return write(index.target()) + "[" + write(index.key()) + "]";
        } else if (expression instanceof Expression.Unary unary) {
            return reader == Reader.ENGINE
                            && unary.operator().equals("-")
                            && !(unary.operand() instanceof Expression.Whole)
                    ? reckoned("negated", write(unary.operand()))
                    : unary.operator() + write(unary.operand());
        } else if (expression instanceof Expression.Binary binary) {
            String call = RECKONED.get(binary.operator());
            if (reader == Reader.ENGINE && call != null) {
                boolean turned = binary.operator().endsWith("memberOf");
                return (binary.operator().startsWith("not ") ? "!" : "")
                        + reckoned(
                                call,
                                write(turned ? binary.right() : binary.left()) + ", "
                                        + write(turned ? binary.left() : binary.right()));
            }
            return operand(binary.left()) + " " + binary.operator() + " " + operand(binary.right());
        } else if (expression instanceof Expression.OneOf oneOf) {
            return write(oneOf.subject()) + (oneOf.negated() ? " not in (" : " in (") + list(oneOf.options()) + ")";
        } else if (expression instanceof Expression.Group group) {
            return "(" + write(group.inner()) + ")";
        }
        throw new IllegalStateException("expected an expression of a known kind, found " + expression.getClass());
    }

    /** Sums and products in parentheses: Drools takes {@code a + 2 * 3 == 6} for something else than it is, and fails on it. */
    private String operand(Expression expression) {
        boolean computed =
                expression instanceof Expression.Binary && !expression.type().equals(ValueType.TRUTH);
        return computed ? "(" + write(expression) + ")" : write(expression);
    }

    private static String reckoned(String call, String arguments) {
        return Reckoning.class.getSimpleName() + "." + call + "(" + arguments + ")";
    }

    private String list(List<Expression> expressions) {
        return expressions.stream().map(this::write).collect(Collectors.joining(", "));
    }

    static String quoted(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
