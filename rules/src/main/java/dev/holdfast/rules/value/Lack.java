package dev.holdfast.rules.value;

import dev.holdfast.rules.drl.Expression;
import dev.holdfast.rules.drl.ExpressionText;

/** Words for what has no result, and for what to do about it. */
final class Lack {
    private static final int MAXIMUM_CHARACTERS = 120;

    private Lack() {}

    static NoResult zero(Expression whole, Expression divisor) {
        return new NoResult(
                whole, quoted(whole) + " divides by zero", "let a condition ask `" + text(divisor) + " != 0` first");
    }

    static NoResult overflow(Expression whole) {
        return new NoResult(
                whole,
                quoted(whole) + " is more than 64 bits hold",
                "let a condition ask first that its values are small enough");
    }

    static NoResult operand(Expression whole, Expression absent) {
        return absent(whole, " computes with ", absent);
    }

    static NoResult target(Expression whole, Expression absent) {
        return absent(whole, " is asked of ", absent);
    }

    static NoResult argument(Expression whole, Expression absent) {
        return absent(whole, " is given ", absent);
    }

    static NoResult regex(Expression whole, int characters) {
        return new NoResult(
                whole,
                quoted(whole) + " takes too long on a text of " + characters + " characters",
                "write a regular expression without parts that fit the same signs");
    }

    static NoResult message(Expression absent) {
        return new NoResult(
                absent,
                "its message " + quoted(absent) + " is not there",
                "let a condition ask `" + text(absent) + " != null` first");
    }

    private static NoResult absent(Expression whole, String relation, Expression absent) {
        return new NoResult(
                whole,
                quoted(whole) + relation + quoted(absent) + ", which is not there",
                "let a condition ask `" + text(absent) + " != null` first");
    }

    private static String quoted(Expression expression) {
        return "`" + text(expression) + "`";
    }

    private static String text(Expression expression) {
        String text = ExpressionText.of(expression);
        return text.length() <= MAXIMUM_CHARACTERS ? text : text.substring(0, MAXIMUM_CHARACTERS) + "...";
    }
}
