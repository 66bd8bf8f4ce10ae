package dev.holdfast.schemas;

import java.util.regex.Pattern;

/**
 * What the topics of one deployment are called.
 *
 * @param prefix put before every logical name, such as {@code holdfast.}; up to 100 letters, digits, dots, underscores and hyphens,
 *     possibly none
 */
public record TopicNames(String prefix) {
    /** The prefix unless a deployment chooses another. */
    public static final String DEFAULT_PREFIX = "holdfast.";

    private static final Pattern LEGAL_PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,100}");

    /** @throws IllegalArgumentException when Kafka would not accept the prefix in a topic's name */
    public TopicNames {
        if (!LEGAL_PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "topic.prefix: expected up to 100 letters, digits, `.`, `_` or `-`, found `" + prefix + "`");
        }
    }

    /** The topic's name in Kafka. */
    public String of(Topic topic) {
        return prefix + topic.logicalName();
    }

    /** The subject under which the topic's value schema is registered (Confluent's topic name strategy). */
    public String subjectOf(Topic topic) {
        return of(topic) + "-value";
    }
}
