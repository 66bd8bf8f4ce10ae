package dev.holdfast.trust.session;

import dev.holdfast.trust.intake.Rejection;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.SignedContent;

/** What the bytes and headers of a heartbeat established, before anything of it is decoded. */
public sealed interface Authentication {
    /** The bytes are the executor's. */
    sealed interface Authentic extends Authentication {}

    /** Signed for itself: a plain heartbeat or an opening. */
    record Signed(KeyId signer, SignedContent content) implements Authentic {}

    /** It has the code of the session that stands, and follows its last heartbeat. Arrays are not to be changed. */
    record Coded(byte[] chain) implements Authentic {}

    /** It has that, and a signature that covers the chain. Arrays are not to be changed. */
    record Checkpoint(KeyId signer, byte[] chain) implements Authentic {}

    /** Not to be believed. */
    record Refused(Rejection rejection) implements Authentication {}
}
