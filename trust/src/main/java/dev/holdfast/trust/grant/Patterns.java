package dev.holdfast.trust.grant;

/**
 * Patterns of a scope: one wildcard, {@code *}, for any run of characters, possibly empty; everything else stands for itself. A text may
 * hold the character {@code *}, but no pattern can ask for it: only a wildcard ever takes it.
 */
public final class Patterns {
    private Patterns() {}

    /** Whether a text fits a pattern; in time proportional to the product of their lengths at the worst. */
    public static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int resume = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /**
     * Whether every text that fits the narrower pattern fits the wider one as well. Exact, in time proportional to the product of their
     * lengths at the worst.
     *
     * <p>The narrower pattern, read as a text, fits itself (each wildcard takes one character {@code *}), so it has to fit the wider one. If
     * it does, a wildcard of the wider one took each {@code *} of it, as nothing else can; and that wildcard takes any other run in its
     * place just as well, the empty one included, so every text of the narrower pattern fits.
     *
     * <p>The same text decides about a union: a pattern lies within several together only if it lies within one of them, and a rule of two
     * patterns within several rules together only if within one of them.
     */
    public static boolean isSubset(String narrower, String wider) {
        return matches(wider, narrower);
    }
}
