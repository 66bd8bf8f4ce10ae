package dev.holdfast.rules.drl;

/** Leaves the reading of one expression. Never leaves this package. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    final Problem problem;
    final int offset;
    final int length;
    final String hint;

    Refusal(Problem problem, int offset, int length, String message, String hint) {
        super(message, null, false, false);
        this.problem = problem;
        this.offset = offset;
        this.length = length;
        this.hint = hint;
    }

    Diagnostic in(DrlText text) {
        return Diagnostic.at(text, offset, length, problem, String.valueOf(getMessage()), hint);
    }
}
