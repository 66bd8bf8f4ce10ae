package dev.holdfast.scenarios.read;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 1.5s}, {@code 10m}, {@code 8h}; a sign may stand before them. */
final class DurationText {
    static final String FORM_IN_WORDS = "a duration such as `500ms`, `1.5s`, `10m` or `8h`";

    private static final Pattern FORM = Pattern.compile("(-?)(\\d{1,9})(?:\\.(\\d{1,3}))?(ms|s|m|h)");

    private DurationText() {}

    /** Milliseconds; empty for what is none. */
    static OptionalLong millis(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        long unit = switch (form.group(4)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
        String fraction = form.group(3) == null ? "" : form.group(3);
        long thousandths = Long.parseLong((fraction + "000").substring(0, 3));
        long millis = Long.parseLong(form.group(2)) * unit + thousandths * unit / 1_000;
        return OptionalLong.of(form.group(1).isEmpty() ? millis : -millis);
    }
}
