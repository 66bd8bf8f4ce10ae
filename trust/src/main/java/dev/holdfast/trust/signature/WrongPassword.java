package dev.holdfast.trust.signature;

/** The password does not open the key, or the key is damaged: which of the two cannot be told. */
public final class WrongPassword extends Exception {
    private static final long serialVersionUID = 1L;

    WrongPassword() {
        super("the password does not open it");
    }
}
