package dev.holdfast.trust.authority;

import dev.holdfast.trust.intake.Rejection;

/** What an authority's record, signed by the root key, comes to. */
public sealed interface Admission {

    /**
     * It comes into force.
     *
     * @param authorities the authorities in force with it
     */
    record Admitted(Authorities authorities) implements Admission {}

    /** It says what is in force already. Harmless; nothing changes. */
    record Repeated() implements Admission {}

    /** It cannot come into force. */
    record Refused(Rejection rejection) implements Admission {}
}
