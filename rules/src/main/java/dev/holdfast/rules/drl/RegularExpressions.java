package dev.holdfast.rules.drl;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Keeps regular expressions to those that seldom take long: no repetition of what repeats or chooses, no back-reference, no look-around. What still
 * does on some text ends at a bound when it is evaluated: {@link Reckoning#matches}.
 */
final class RegularExpressions {
    private static final int LONGEST = 200;
    private static final int MOST_REPETITIONS = 4;
    private static final String HINT = "write several conditions, or list the values with `in`";

    private RegularExpressions() {}

    /** What is wrong with one; empty for nothing. */
    static Optional<String> flaw(String regex) {
        if (regex.length() > LONGEST) {
            return Optional.of("expected a regular expression of at most " + LONGEST + " characters");
        }
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return Optional.of("expected a regular expression, found a broken one (" + e.getDescription() + ")");
        }
        return repetitions(regex);
    }

    static String hint() {
        return HINT;
    }

    private static Optional<String> repetitions(String regex) {
        // Whether each group that is open holds a repetition or a choice.
        boolean[] heavy = new boolean[LONGEST + 1];
        int depth = 0;
        int repetitions = 0;
        boolean closedHeavy = false;
        for (int i = 0; i < regex.length(); i++) {
            char each = regex.charAt(i);
            boolean afterHeavy = closedHeavy;
            closedHeavy = false;
            if (each == '\\') {
                i++;
                if (i < regex.length()
                        && (Character.isDigit(regex.charAt(i)) || "kQEpPxucN0".indexOf(regex.charAt(i)) >= 0)) {
                    return Optional.of("expected no back-reference and no escape but of a sign or class, found `\\"
                            + regex.charAt(i) + "`");
                }
            } else if (each == '[') {
                int close = regex.indexOf(']', i + 2);
                String inner = close < 0 ? "" : regex.substring(i + 1, close);
                if (close < 0 || inner.contains("[") || inner.contains("\\") || inner.contains("&&")) {
                    return Optional.of("expected a plain class of characters, found `[" + inner + "`");
                }
                i = close;
            } else if (each == '(') {
                if (regex.startsWith("(?", i) && !regex.startsWith("(?:", i)) {
                    return Optional.of("expected no look-around and no flag, found `(?`");
                }
                if (regex.startsWith("(?:", i)) {
                    i += 2;
                }
                heavy[++depth] = false;
            } else if (each == ')') {
                closedHeavy = heavy[depth];
                depth--;
                heavy[depth] |= closedHeavy;
            } else if (each == '|') {
                heavy[depth] = true;
            } else if (each == '*' || each == '+' || each == '{') {
                if (afterHeavy) {
                    return Optional.of(
                            "expected no repetition of what itself repeats or chooses, found `" + each + "`");
                }
                if (++repetitions > MOST_REPETITIONS) {
                    return Optional.of("expected at most " + MOST_REPETITIONS + " repetitions");
                }
                heavy[depth] = true;
                if (each == '{') {
                    i = regex.indexOf('}', i);
                }
            } else if (each == '?') {
                heavy[depth] = true;
                closedHeavy = afterHeavy;
            }
        }
        return Optional.empty();
    }
}
