package dev.holdfast.trust.facts;

/** What was written down are no such facts. Its message names the property; whoever has them from somebody else must not believe them. */
public final class MalformedFacts extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedFacts(String message) {
        super(message);
    }
}
