package dev.holdfast.trust.intake;

import dev.holdfast.schemas.ExecutionId;
import java.util.Optional;

/**
 * The form of an authority's name and of an id of a revocation or an order: one segment of an {@link ExecutionId}, of at most
 * {@value Limits#NAME_CHARACTERS} characters.
 */
public final class Name {
    private Name() {}

    /**
     * What is wrong with a name; empty when it is one.
     *
     * @param what what it names, for the message: {@code the name of an authority}
     */
    public static Optional<String> flaw(String what, String name) {
        if (name.length() > Limits.NAME_CHARACTERS) {
            return Optional.of("expected " + what + " to have at most " + Limits.NAME_CHARACTERS + " characters, found "
                    + name.length());
        }
        if (name.indexOf('/') >= 0 || ExecutionId.flaw(name).isPresent()) {
            return Optional.of("expected " + what
                    + " to be of ASCII letters, digits, `.`, `_`, `:`, `@` or `-`, found `" + name + "`");
        }
        return Optional.empty();
    }
}
