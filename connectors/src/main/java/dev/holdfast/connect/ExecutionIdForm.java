package dev.holdfast.connect;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of an execution id, as the evaluator demands it: 1 to 32 segments separated by {@code /}, each of ASCII letters, digits and
 * {@code . _ : @ -}, none of them {@code .} or {@code ..}; at most 512 bytes. Stated here again since the plugin does without
 * {@code trust} and its cryptography; a test holds the two together, message for message.
 */
final class ExecutionIdForm {
    private static final int BYTES_MAXIMUM = 512;
    private static final int SEGMENTS_MAXIMUM = 32;
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._:@-]+");

    private ExecutionIdForm() {}

    /** What is wrong with an id; empty when it is one. */
    static Optional<String> flaw(String id) {
        // Only ASCII gets past the check of the segments: there, characters are bytes.
        if (id.length() > BYTES_MAXIMUM) {
            return Optional.of("expected an execution id of at most " + BYTES_MAXIMUM + " bytes, found " + id.length());
        }
        String[] segments = id.split("/", -1);
        if (segments.length > SEGMENTS_MAXIMUM) {
            return Optional.of(
                    "expected an execution id of at most " + SEGMENTS_MAXIMUM + " segments, found " + segments.length);
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) {
                return Optional.of(
                        "expected segments of ASCII letters, digits, `.`, `_`, `:`, `@` or `-` between slashes, found `"
                                + segment + "`");
            }
        }
        return Optional.empty();
    }
}
