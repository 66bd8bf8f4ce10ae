package dev.holdfast.rules.drl;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a condition or a message says, as a tree. Everything that rules can express is one of these. */
public sealed interface Expression {
    /** Where it stands in the file. */
    int offset();

    ValueType type();

    /** What it is made of. */
    default List<Expression> parts() {
        return List.of();
    }

    /** It and everything within it. */
    default Stream<Expression> all() {
        return Stream.concat(Stream.of(this), parts().stream().flatMap(Expression::all));
    }

    /** A text. */
    record Text(int offset, String value) implements Expression {
        @Override
        public ValueType type() {
            return ValueType.TEXT;
        }
    }

    /** A whole number. */
    record Whole(int offset, long value) implements Expression {
        @Override
        public ValueType type() {
            return ValueType.NUMBER;
        }
    }

    /** {@code true}, {@code false} or {@code null}. */
    record Word(int offset, ValueType type, String word) implements Expression {}

    /** A constant of a class of choices. */
    record Constant(int offset, ValueType type, String name) implements Expression {}

    /** A property of the fact that the pattern is about. */
    record Property(int offset, ValueType type, String name) implements Expression {}

    /** What a pattern has bound. */
    record Variable(int offset, ValueType type, String name) implements Expression {}

    /** {@code target.name}. */
    record Member(int offset, ValueType type, Expression target, String name) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(target);
        }
    }

    /** {@code target.name(arguments)}; without a target, of the fact that the pattern is about. */
    record Call(int offset, ValueType type, Optional<Expression> target, String name, List<Expression> arguments)
            implements Expression {
        @Override
        public List<Expression> parts() {
            return Stream.concat(target.stream(), arguments.stream()).toList();
        }
    }

    /** {@code target[key]}. */
    record Index(int offset, ValueType type, Expression target, Expression key) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(target, key);
        }
    }

    /** {@code -operand} or {@code !operand}. */
    record Unary(int offset, ValueType type, String operator, Expression operand) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    /** {@code left operator right}. */
    record Binary(int offset, ValueType type, String operator, Expression left, Expression right)
            implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /** {@code subject in (options)}. */
    record OneOf(int offset, Expression subject, boolean negated, List<Expression> options) implements Expression {
        @Override
        public ValueType type() {
            return ValueType.TRUTH;
        }

        @Override
        public List<Expression> parts() {
            return Stream.concat(Stream.of(subject), options.stream()).toList();
        }
    }

    /** {@code (inner)}. */
    record Group(int offset, Expression inner) implements Expression {
        @Override
        public ValueType type() {
            return inner.type();
        }

        @Override
        public List<Expression> parts() {
            return List.of(inner);
        }
    }
}
