package dev.holdfast.rules.drl;

import java.util.Optional;

/** Looks at a text before any parser does: parsers recurse, and try again. */
final class Nesting {
    /** How deep brackets may be nested. */
    static final int MAXIMUM_DEPTH = 24;

    // What Drools' parser takes for one rule grows with the square of its patterns: 100,000 took minutes.
    private static final int MAXIMUM_BRACKETS = 20_000;

    private Nesting() {}

    /** What no parser should see; empty for nothing. */
    static Optional<Diagnostic> flaw(DrlText source) {
        String text = source.text();
        if (text.startsWith("\uFEFF")) {
            return Optional.of(Diagnostic.at(
                    source,
                    0,
                    0,
                    Problem.ENCODING,
                    "expected UTF-8 without a byte order mark, found one",
                    "save the file without it"));
        }
        int depth = 0;
        int brackets = 0;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (isInvisible(each)) {
                return Optional.of(Diagnostic.at(
                        source,
                        i,
                        0,
                        Problem.ENCODING,
                        String.format("expected text that can be seen, found U+%04X", (int) each),
                        "take it out"));
            } else if (each == '(' || each == '[' || each == '{') {
                // Brackets in texts and comments count as well: a parser may take for code what this would take for a
                // comment.
                if (++brackets > MAXIMUM_BRACKETS) {
                    return Optional.of(Diagnostic.at(
                            source,
                            i,
                            1,
                            Problem.TOO_LARGE,
                            "expected at most " + MAXIMUM_BRACKETS + " brackets in a file",
                            "split the file"));
                }
                if (++depth > MAXIMUM_DEPTH) {
                    return Optional.of(Diagnostic.at(
                            source,
                            i,
                            1,
                            Problem.SYNTAX,
                            "expected brackets at most " + MAXIMUM_DEPTH + " deep",
                            "split the rule; brackets in texts and comments count, so close them"));
                }
            } else if (each == ')' || each == ']' || each == '}') {
                depth = Math.max(0, depth - 1);
            }
        }
        return Optional.empty();
    }

    /** Signs that show a reader something else than a parser reads: controls, and those that turn or join letters. */
    private static boolean isInvisible(char each) {
        boolean layout = each == '\n' || each == '\r' || each == '\t';
        return !layout && (Character.isISOControl(each) || Character.getType(each) == Character.FORMAT);
    }
}
