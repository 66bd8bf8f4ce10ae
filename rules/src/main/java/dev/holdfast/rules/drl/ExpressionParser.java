package dev.holdfast.rules.drl;

import dev.holdfast.rules.drl.ValueType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the expressions that rules may use, by recursive descent. Whatever is not foreseen here is refused. */
final class ExpressionParser {
    private static final Set<String> ORDER_SIGNS = Set.of("<", "<=", ">", ">=");
    private static final Set<String> EQUALITY_SIGNS = Set.of("==", "!=");
    private static final Set<String> WORD_RELATIONS = Set.of("matches", "contains", "memberOf", "in");
    private static final Map<String, ValueType> WORDS =
            Map.of("true", ValueType.TRUTH, "false", ValueType.TRUTH, "null", ValueType.NOTHING);
    private static final int MAXIMUM_OPTIONS = 200;

    private final List<Token> tokens;
    private final Scope scope;
    private int at;
    private @Nullable Expression lastLeft;

    ExpressionParser(List<Token> tokens, Scope scope) {
        this.tokens = tokens;
        this.scope = scope;
    }

    /** A condition on a fact: something that is true or false, to the end. */
    Expression condition() throws Refusal {
        Expression read = or();
        expectEnd();
        return read;
    }

    /** What is bound: a path to a value, and perhaps a comparison of it. */
    Expression bound() throws Refusal {
        Expression read = relation();
        expectEnd();
        return read;
    }

    /** A sum of numbers and texts, up to what does not belong to it. */
    Expression sum() throws Refusal {
        Expression left = product();
        while (peek().is("+") || peek().is("-")) {
            Token sign = take();
            Expression right = product();
            boolean numbers = Typing.isNumber(left) && Typing.isNumber(right);
            boolean texts = sign.is("+")
                    && scope.isConsequence()
                    && (left.type().is(Kind.TEXT) || right.type().is(Kind.TEXT));
            if (!numbers && !texts) {
                throw Typing.mismatch(sign, left, right);
            }
            left = new Expression.Binary(
                    left.offset(), numbers ? ValueType.NUMBER : ValueType.TEXT, sign.text(), left, right);
        }
        return left;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token take() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    Token expect(String sign) throws Refusal {
        if (!peek().is(sign)) {
            throw unexpected("`" + sign + "`");
        }
        return take();
    }

    Refusal unexpected(String expected) {
        Token found = peek();
        String words = found.kind() == Token.Kind.END ? "the end" : "`" + found.text() + "`";
        return new Refusal(
                scope.isConsequence() ? Problem.CONSEQUENCE : Problem.EXPRESSION,
                found.offset(),
                Math.max(1, found.length()),
                "expected " + expected + ", found " + words,
                "");
    }

    private void expectEnd() throws Refusal {
        if (peek().kind() != Token.Kind.END) {
            throw unexpected("an operator or the end of the condition");
        }
    }

    private Expression or() throws Refusal {
        Expression left = and();
        while (peek().is("||")) {
            take();
            left = truths("||", left, and());
        }
        return left;
    }

    private Expression and() throws Refusal {
        Expression left = relation();
        while (peek().is("&&")) {
            take();
            left = truths("&&", left, relation());
        }
        return left;
    }

    private Expression truths(String operator, Expression left, Expression right) throws Refusal {
        Typing.truths(operator, left, right);
        return new Expression.Binary(left.offset(), ValueType.TRUTH, operator, left, right);
    }

    private Expression relation() throws Refusal {
        // `a > 3 && < 5` compares `a` again.
        Expression before = lastLeft;
        Expression left = before != null && startsRelation() ? before : sum();
        if (!startsRelation()) {
            return left;
        }
        lastLeft = left;
        boolean negated = peek().is("not");
        if (negated) {
            take();
        }
        Token operator = take();
        if (operator.is("in")) {
            return oneOf(left, negated);
        }
        Expression right = sum();
        Typing.comparison(operator, left, right);
        return new Expression.Binary(
                left.offset(), ValueType.TRUTH, (negated ? "not " : "") + operator.text(), left, right);
    }

    private boolean startsRelation() {
        Token next = peek();
        boolean negated = next.is("not")
                && at + 1 < tokens.size()
                && WORD_RELATIONS.contains(tokens.get(at + 1).text());
        return negated
                || (next.kind() == Token.Kind.SIGN
                        && (ORDER_SIGNS.contains(next.text()) || EQUALITY_SIGNS.contains(next.text())))
                || (next.kind() == Token.Kind.NAME && WORD_RELATIONS.contains(next.text()));
    }

    private Expression oneOf(Expression subject, boolean negated) throws Refusal {
        expect("(");
        var options = new ArrayList<Expression>();
        do {
            Expression option = sum();
            if (!option.type().equals(subject.type())) {
                throw Typing.type(option.offset(), "expected " + subject.type() + ", found " + option.type());
            }
            SmallNumbers.require(subject, option);
            options.add(option);
            if (options.size() > MAXIMUM_OPTIONS) {
                throw new Refusal(
                        Problem.TOO_LARGE,
                        option.offset(),
                        1,
                        "expected at most " + MAXIMUM_OPTIONS + " values to choose from",
                        "split the rule");
            }
        } while (takeIf(","));
        expect(")");
        return new Expression.OneOf(subject.offset(), subject, negated, List.copyOf(options));
    }

    private boolean takeIf(String sign) {
        boolean is = peek().is(sign);
        if (is) {
            take();
        }
        return is;
    }

    private Expression product() throws Refusal {
        Expression left = unary();
        while (peek().is("*") || peek().is("/") || peek().is("%")) {
            Token sign = take();
            Expression right = unary();
            if (!Typing.isNumber(left) || !Typing.isNumber(right)) {
                throw Typing.mismatch(sign, left, right);
            }
            left = new Expression.Binary(left.offset(), ValueType.NUMBER, sign.text(), left, right);
        }
        return left;
    }

    private Expression unary() throws Refusal {
        Token sign = peek();
        if (!sign.is("-") && !sign.is("!")) {
            return postfix();
        }
        take();
        Expression operand = postfix();
        Kind expected = sign.is("-") ? Kind.NUMBER : Kind.TRUTH;
        if (!operand.type().is(expected)) {
            throw Typing.type(
                    sign.offset(),
                    "expected " + (sign.is("-") ? ValueType.NUMBER : ValueType.TRUTH) + " after `" + sign.text()
                            + "`, found " + operand.type());
        }
        return new Expression.Unary(sign.offset(), operand.type(), sign.text(), operand);
    }

    private Expression postfix() throws Refusal {
        Expression value = primary();
        while (true) {
            if (takeIf(".")) {
                value = member(value);
            } else if (peek().is("[")) {
                Token open = take();
                Expression target = value;
                Expression key = sum();
                ValueType type = Members.indexed(target.type())
                        .filter(any -> !scope.isConsequence())
                        .orElseThrow(() -> new Refusal(
                                scope.isConsequence() ? Problem.CONSEQUENCE : Problem.TYPE,
                                open.offset(),
                                1,
                                "expected `[` after a map in a condition, found it after " + ExpressionText.of(target),
                                "in a consequence write `.get(\"name\")`"));
                Typing.requireText(key);
                expect("]");
                value = new Expression.Index(target.offset(), type, target, key);
            } else {
                return value;
            }
        }
    }

    private Expression member(Expression target) throws Refusal {
        Token name = take();
        if (name.kind() != Token.Kind.NAME) {
            at--;
            throw unexpected("a name after `.`");
        }
        if (peek().is("(")) {
            FactType.Call call = Members.calls(target.type()).get(name.text());
            if (call == null) {
                throw Typing.unknown(name, "on " + target.type(), Members.names(target.type()));
            }
            return new Expression.Call(
                    target.offset(), call.result(), Optional.of(target), name.text(), arguments(name, call));
        }
        Optional<ValueType> property =
                scope.isConsequence() ? Optional.empty() : Members.property(target.type(), name.text());
        return new Expression.Member(
                target.offset(),
                property.orElseThrow(() -> Typing.unknown(name, "on " + target.type(), Members.names(target.type()))),
                target,
                name.text());
    }

    private List<Expression> arguments(Token name, FactType.Call call) throws Refusal {
        expect("(");
        var arguments = new ArrayList<Expression>();
        if (!peek().is(")")) {
            do {
                arguments.add(sum());
            } while (takeIf(","));
        }
        expect(")");
        List<ValueType> given = arguments.stream().map(Expression::type).toList();
        if (!given.equals(call.parameters())) {
            throw new Refusal(
                    Problem.TYPE,
                    name.offset(),
                    name.length(),
                    "expected `" + name.text() + "` with " + call.parameters() + ", found it with " + given,
                    "");
        }
        return List.copyOf(arguments);
    }

    private Expression primary() throws Refusal {
        Token token = peek();
        switch (token.kind()) {
            case TEXT -> {
                take();
                return new Expression.Text(token.offset(), token.text());
            }
            case NUMBER -> {
                take();
                return new Expression.Whole(token.offset(), Long.parseLong(token.text()));
            }
            case NAME -> {
                take();
                return named(token);
            }
            case SIGN -> {
                if (takeIf("(")) {
                    Expression before = lastLeft;
                    lastLeft = null;
                    Expression inner = scope.isConsequence() ? sum() : or();
                    lastLeft = before;
                    expect(")");
                    return new Expression.Group(token.offset(), inner);
                }
            }
            case END -> {
                // Said below.
            }
        }
        throw unexpected("a value");
    }

    private Expression named(Token name) throws Refusal {
        String text = name.text();
        ValueType word = WORDS.get(text);
        if (word != null) {
            return new Expression.Word(name.offset(), word, text);
        }
        ValueType variable = scope.variables().get(text);
        if (variable != null) {
            return new Expression.Variable(name.offset(), variable, text);
        }
        Class<?> choices = FactType.choices().get(text);
        if (choices != null) {
            return constant(name, choices);
        }
        var known = new TreeSet<>(scope.variables().keySet());
        if (scope.pattern().isPresent()) {
            FactType fact = scope.pattern().get();
            if (peek().is("(")) {
                FactType.Call call = fact.calls().get(text);
                if (call == null) {
                    throw Typing.unknown(
                            name, "on `" + fact.name() + "`", fact.calls().keySet());
                }
                return new Expression.Call(name.offset(), call.result(), Optional.empty(), text, arguments(name, call));
            }
            ValueType property = fact.properties().get(text);
            if (property != null) {
                return new Expression.Property(name.offset(), property, text);
            }
            known.addAll(fact.properties().keySet());
            throw Typing.unknown(name, "of `" + fact.name() + "`", known);
        }
        throw Typing.unknown(name, "that the conditions bind", known);
    }

    private Expression constant(Token name, Class<?> choices) throws Refusal {
        expect(".");
        Token constant = take();
        List<String> names = Arrays.stream(choices.getEnumConstants())
                .map(each -> ((Enum<?>) each).name())
                .toList();
        if (!names.contains(constant.text())) {
            throw Typing.unknown(constant, "of `" + name.text() + "`", names);
        }
        return new Expression.Constant(name.offset(), new ValueType(Kind.CHOICE, choices), constant.text());
    }
}
