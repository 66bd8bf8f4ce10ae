package dev.holdfast.rules.drl;

import dev.holdfast.rules.drl.ValueType.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which values an operator takes, and what is said when it is given others, or a name that there is not. */
final class Typing {
    private Typing() {}

    /** Both sides of `&&` and `||`. */
    static void truths(String operator, Expression left, Expression right) throws Refusal {
        for (Expression each : List.of(left, right)) {
            if (!each.type().is(Kind.TRUTH)) {
                throw type(each.offset(), "expected true or false beside `" + operator + "`, found " + each.type());
            }
        }
    }

    /** Whether an operator compares such values; `matches` wants a regular expression that ends soon. */
    static void comparison(Token operator, Expression left, Expression right) throws Refusal {
        Kind one = left.type().kind();
        Kind other = right.type().kind();
        boolean fits = switch (operator.text()) {
            case "==", "!=" ->
                (left.type().equals(right.type()) && one != Kind.FACT && one != Kind.NOTHING)
                        || (other == Kind.NOTHING && (one == Kind.TEXT || one == Kind.NUMBER));
            case "matches" -> one == Kind.TEXT && other == Kind.TEXT;
            case "contains" -> (one == Kind.TEXT || one == Kind.TEXTS) && other == Kind.TEXT;
            case "memberOf" -> one == Kind.TEXT && other == Kind.TEXTS;
            default -> one == Kind.NUMBER && other == Kind.NUMBER;
        };
        if (!fits) {
            throw mismatch(operator, left, right);
        }
        SmallNumbers.require(left, right);
        if (operator.is("matches")) {
            if (!(right instanceof Expression.Text regex)) {
                throw new Refusal(
                        Problem.REGEX,
                        right.offset(),
                        1,
                        "expected a regular expression in quotes after `matches`",
                        "compare values with `==` or `contains`");
            }
            Optional<String> flaw = RegularExpressions.flaw(regex.value());
            if (flaw.isPresent()) {
                throw new Refusal(
                        Problem.REGEX,
                        regex.offset(),
                        regex.value().length() + 2,
                        flaw.get(),
                        RegularExpressions.hint());
            }
        }
        if (left instanceof Expression.Call && one == Kind.TRUTH) {
            throw new Refusal(
                    Problem.EXPRESSION,
                    left.offset(),
                    1,
                    "expected a call that is true or false to stand alone, found it compared",
                    "write the call, or `!` and the call");
        }
    }

    static void requireText(Expression key) throws Refusal {
        if (!key.type().is(Kind.TEXT)) {
            throw type(key.offset(), "expected a text, found " + key.type());
        }
    }

    static boolean isNumber(Expression expression) {
        return expression.type().is(Kind.NUMBER);
    }

    static Refusal unknown(Token name, String where, Collection<String> known) {
        String near = Nearest.hint(name.text(), known);
        String hint = near.isEmpty() && known.size() <= 12 && !known.isEmpty() ? "there are " + known : near;
        return new Refusal(
                Problem.UNKNOWN_PROPERTY,
                name.offset(),
                Math.max(1, name.length()),
                "expected a name " + where + ", found `" + name.text() + "`",
                hint);
    }

    static Refusal type(int offset, String message) {
        return new Refusal(Problem.TYPE, offset, 1, message, "");
    }

    static Refusal mismatch(Token operator, Expression left, Expression right) {
        return new Refusal(
                Problem.TYPE,
                operator.offset(),
                operator.length(),
                "expected values that `" + operator.text() + "` can take, found " + left.type() + " and "
                        + right.type(),
                "");
    }
}
