package dev.holdfast.cli.command;

import dev.holdfast.record.ScopeRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules of a scope as people type them: {@code http.get:https://example.org/*#100}. */
final class ScopeText {
    private static final Pattern COUNT = Pattern.compile("#(\\d{1,18})$");

    private ScopeText() {}

    static ScopeRule parse(String text) throws CommandFailed {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new CommandFailed(
                    "--allow: expected ACTION:RESOURCE, such as `http.get:https://example.org/*`, found `" + text + "`",
                    2);
        }
        String resource = text.substring(colon + 1);
        Matcher count = COUNT.matcher(resource);
        if (!count.find()) {
            return new ScopeRule(text.substring(0, colon), resource, null, null);
        }
        return new ScopeRule(
                text.substring(0, colon), resource.substring(0, count.start()), Long.parseLong(count.group(1)), null);
    }

    static String print(ScopeRule rule) {
        String most = rule.getMaxCount() == null ? "" : "#" + rule.getMaxCount();
        return rule.getAction() + ":" + rule.getResource() + most;
    }
}
