package dev.holdfast.rules.drl;

import java.util.ArrayList;
import java.util.List;

/** Splits an expression into words. Any character that the grammar has no use for is refused. */
final class Tokens {
    /** The most words of one expression or consequence. */
    static final int MAXIMUM = 1_000;

    private static final List<String> SIGNS = List.of(
            "||", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "(", ")", "[", "]", ",", ".",
            ":", ";");
    private static final int LONGEST_NUMBER = 18;

    private final String text;
    private final int end;
    private int at;

    private Tokens(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** The words between two offsets, and one that says that they are over. */
    static List<Token> of(String text, int start, int end) throws Refusal {
        var reader = new Tokens(text, start, end);
        var tokens = new ArrayList<Token>();
        Token token;
        do {
            token = reader.next();
            tokens.add(token);
            if (tokens.size() > MAXIMUM) {
                throw new Refusal(
                        Problem.TOO_LARGE,
                        token.offset(),
                        token.length(),
                        "expected at most " + MAXIMUM + " words in one condition or consequence",
                        "split the rule");
            }
        } while (token.kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() throws Refusal {
        skip();
        if (at >= end) {
            return new Token(Token.Kind.END, "", end, 0);
        }
        char first = text.charAt(at);
        if (first == '"') {
            return quoted();
        } else if (isNameStart(first)) {
            return word();
        } else if (isDigit(first)) {
            return number();
        }
        for (String sign : SIGNS) {
            if (at + sign.length() <= end && text.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Token.Kind.SIGN, sign, at - sign.length(), sign.length());
            }
        }
        throw refused(
                at,
                1,
                "expected a name, a number, a text in double quotes or an operator, found `" + printable(first) + "`",
                first == '\'' ? "write texts in double quotes" : "rules know no such sign");
    }

    private void skip() throws Refusal {
        while (at < end) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("//", at)) {
                while (at < end && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
                    at++;
                }
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                if (close < 0 || close + 2 > end) {
                    throw refused(at, 2, "expected the comment to end here, found no `*/`", "");
                }
                at = close + 2;
            } else {
                return;
            }
        }
    }

    private Token word() {
        int start = at;
        while (at < end && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        return new Token(Token.Kind.NAME, text.substring(start, at), start, at - start);
    }

    private Token number() throws Refusal {
        int start = at;
        while (at < end && isDigit(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(start, at);
        if (at < end && (text.charAt(at) == 'L' || text.charAt(at) == 'l')) {
            at++;
        }
        boolean goesOn = at < end && (isNameStart(text.charAt(at)) || text.charAt(at) == '.');
        boolean octal = digits.length() > 1 && digits.startsWith("0");
        if (goesOn || octal || digits.length() > LONGEST_NUMBER) {
            throw refused(
                    start,
                    at - start + (goesOn ? 1 : 0),
                    "expected a whole number of at most " + LONGEST_NUMBER + " digits without leading zeros",
                    "count in smaller units: milliseconds, cents");
        }
        return new Token(Token.Kind.NUMBER, digits, start, at - start);
    }

    private Token quoted() throws Refusal {
        int start = at++;
        var value = new StringBuilder();
        while (at < end && text.charAt(at) != '"') {
            char each = text.charAt(at++);
            if (each == '\n' || each == '\r' || Character.isISOControl(each)) {
                throw refused(start, at - start, "expected the text to end on its line", "close it with `\"`");
            } else if (each == '\\') {
                char escaped = at < end ? text.charAt(at++) : ' ';
                int index = "\"\\nt".indexOf(escaped);
                if (index < 0) {
                    throw refused(
                            at - 2,
                            2,
                            "expected one of `\\\"`, `\\\\`, `\\n`, `\\t`, found `\\" + printable(escaped) + "`",
                            "write the character itself");
                }
                value.append("\"\\\n\t".charAt(index));
            } else {
                value.append(each);
            }
        }
        if (at >= end) {
            throw refused(start, end - start, "expected the text to end, found no `\"`", "");
        }
        at++;
        return new Token(Token.Kind.TEXT, value.toString(), start, at - start);
    }

    private static boolean isNameStart(char each) {
        return each >= 'a' && each <= 'z' || each >= 'A' && each <= 'Z' || each == '_' || each == '$';
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }

    private static String printable(char each) {
        return each > ' ' && each < 0x7f ? String.valueOf(each) : String.format("U+%04X", (int) each);
    }

    private static Refusal refused(int offset, int length, String message, String hint) {
        return new Refusal(Problem.EXPRESSION, offset, length, message, hint);
    }
}
