package dev.holdfast.testkit;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which kind of cluster somebody asks for. */
public enum ClusterChoice {
    /** What the system property {@value #PROPERTY} says; without it, containers where an engine answers, else embedded. */
    AUTO,
    /** Embedded only. */
    EMBEDDED,
    /** Containers only. */
    CONTAINERS;

    /** The system property with the choice for a whole run: {@code auto}, {@code embedded} or {@code containers}. */
    public static final String PROPERTY = "holdfast.test.cluster";

    /**
     * Reads the property's value.
     *
     * @param value as given, or null for none, which is {@link #AUTO}
     * @throws IllegalArgumentException if it is none of the three
     */
    static ClusterChoice parse(@Nullable String value) {
        if (value == null) {
            return AUTO;
        }
        return Arrays.stream(values())
                .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        PROPERTY + ": expected auto, embedded or containers, found `" + value + "`"));
    }

    /** The kind to start, given whether a container engine answers. */
    ClusterKind resolve(boolean engineAnswers) {
        return switch (this) {
            case EMBEDDED -> ClusterKind.EMBEDDED;
            case CONTAINERS -> ClusterKind.CONTAINERS;
            case AUTO -> engineAnswers ? ClusterKind.CONTAINERS : ClusterKind.EMBEDDED;
        };
    }
}
