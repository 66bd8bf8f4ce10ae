package dev.holdfast.rules.drl;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What conditions compute, and what they look for in texts and lists. Drools interprets a condition at first and compiles it later, and the two do not
 * reckon alike: fractions, overflow, zero and what is not there come out otherwise. Conditions are therefore compiled as calls of this class, which
 * both make alike. Public because compiled rules call it; authors cannot name it.
 *
 * <p>Whole numbers of 64 bits. What has no result (division by zero, overflow, a value that is not there) throws {@link ArithmeticException}, which is a
 * finding by itself, {@code RULE_ERROR}. Any thread.
 */
public final class Reckoning {
    /** Some milliseconds. */
    static final int MOST_SIGNS_LOOKED_AT = 1_000_000;

    private static final int MOST_PATTERNS = 1_000;
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private Reckoning() {}

    /** {@code one + other}. */
    public static Long sum(@Nullable Number one, @Nullable Number other) {
        return Math.addExact(whole(one), whole(other));
    }

    /** {@code one - other}. */
    public static Long difference(@Nullable Number one, @Nullable Number other) {
        return Math.subtractExact(whole(one), whole(other));
    }

    /** {@code one * other}. */
    public static Long product(@Nullable Number one, @Nullable Number other) {
        return Math.multiplyExact(whole(one), whole(other));
    }

    /** {@code one / other}, without what remains. */
    public static Long quotient(@Nullable Number one, @Nullable Number other) {
        long by = divisor(other);
        // The one quotient that is too large: Java gives the dividend itself.
        return by == -1 ? Math.negateExact(whole(one)) : whole(one) / by;
    }

    /** What remains of {@code one / other}, with the sign of {@code one}. */
    public static Long remainder(@Nullable Number one, @Nullable Number other) {
        return whole(one) % divisor(other);
    }

    /** {@code -one}. */
    public static Long negated(@Nullable Number one) {
        return Math.negateExact(whole(one));
    }

    /**
     * Whether a text is what a regular expression says, all of it; what is not there is not. Java's matcher goes back and forth: an expression of the
     * policy may still take time that grows with a power of the text, or twofold with each of its own signs. One that looks at more than
     * {@value #MOST_SIGNS_LOOKED_AT} signs fails, at the same one every time.
     */
    public static boolean matches(@Nullable String text, String regex) {
        if (text == null) {
            return false;
        }
        Pattern pattern = PATTERNS.get(regex);
        if (pattern == null) {
            if (PATTERNS.size() >= MOST_PATTERNS) {
                PATTERNS.clear();
            }
            pattern = Pattern.compile(regex);
            PATTERNS.put(regex, pattern);
        }
        return pattern.matcher(new CountedText(text)).matches();
    }

    /** A text that lets itself be looked at for so long and no longer. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private int looks;

        private CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_SIGNS_LOOKED_AT) {
                throw new ArithmeticException("a regular expression takes too long on a text of " + text.length()
                        + " characters; write one without parts that fit the same signs");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Whether a text or a list contains a text. Nothing contains what is not there, and what is not there contains nothing. */
    public static boolean contains(@Nullable Object whole, @Nullable Object part) {
        if (whole instanceof String text) {
            return part instanceof String within && text.contains(within);
        }
        return part != null && whole instanceof Iterable<?> list && has(list, part);
    }

    private static boolean has(Iterable<?> list, Object part) {
        for (Object each : list) {
            if (part.equals(each)) {
                return true;
            }
        }
        return false;
    }

    private static long divisor(@Nullable Number number) {
        long by = whole(number);
        if (by == 0) {
            throw new ArithmeticException("division by zero");
        }
        return by;
    }

    private static long whole(@Nullable Number number) {
        if (number == null) {
            throw new ArithmeticException("a value that is not there is computed with");
        }
        return number.longValue();
    }
}
