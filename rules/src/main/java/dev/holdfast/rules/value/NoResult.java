package dev.holdfast.rules.value;

import dev.holdfast.rules.drl.Expression;

/** An expression has no result on a fact. What it says is the same to the byte each time: nothing in it is of an engine's or a JVM's making. */
public final class NoResult extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Expression expression;
    private final String remedy;

    NoResult(Expression expression, String what, String remedy) {
        // Thrown and caught within one evaluation; nobody reads a stack.
        super(what, null, false, false);
        this.expression = expression;
        this.remedy = remedy;
    }

    /** What has no result. */
    public Expression expression() {
        return expression;
    }

    /** What failed, for a person. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** What an author does about it. */
    public String remedy() {
        return remedy;
    }
}
