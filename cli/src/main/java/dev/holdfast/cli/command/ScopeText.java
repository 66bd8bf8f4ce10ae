package dev.holdfast.cli.command;

import dev.holdfast.record.ScopeRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules of a scope as people type them: {@code http.get:https://example.org/*#100#10/min}, 100 times in all and 10 times in a minute. */
final class ScopeText {
    private static final Pattern LIMITS =
            Pattern.compile("^(.+?)(?:#(\\d{1,18}))?(?:#(\\d{1,18})/min)?$", Pattern.DOTALL);

    private ScopeText() {}

    static ScopeRule parse(String text) throws CommandFailed {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new CommandFailed(
                    "--allow: expected ACTION:RESOURCE, such as `http.get:https://example.org/*`, found `" + text + "`",
                    2);
        }
        Matcher limits = LIMITS.matcher(text.substring(colon + 1));
        if (!limits.matches()) {
            throw new IllegalStateException("every text of one character or more matches");
        }
        return new ScopeRule(
                text.substring(0, colon), limits.group(1), number(limits.group(2)), number(limits.group(3)));
    }

    private static @Nullable Long number(@Nullable String digits) {
        return digits == null ? null : Long.valueOf(digits);
    }

    static String print(ScopeRule rule) {
        return rule.getAction() + ":" + rule.getResource()
                + (rule.getMaxCount() == null ? "" : "#" + rule.getMaxCount())
                + (rule.getMaxPerMinute() == null ? "" : "#" + rule.getMaxPerMinute() + "/min");
    }
}
