package dev.holdfast.trust.session;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.trust.signature.AgreementKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** How far a session has come, on either side of it. Immutable. */
public final class Session {
    /** No session: none was opened, or it has ended. */
    public static final Session NONE = new Session(new byte[0], new byte[0], new byte[0], 0, new byte[0]);

    static final int CHAIN_BYTES = 32;

    private final byte[] key;
    private final byte[] secret;
    private final byte[] chain;
    private final int uncovered;
    private final byte[] scope;

    private Session(byte[] key, byte[] secret, byte[] chain, int uncovered, byte[] scope) {
        this.key = key;
        this.secret = secret;
        this.chain = chain;
        this.uncovered = uncovered;
        this.scope = scope;
    }

    /** The one in an execution's state. */
    public static Session of(ExecutionState state) {
        if (state.getSessionKey().remaining() != AgreementKey.SIZE_BYTES
                || state.getSessionSecret().remaining() != SessionKey.SIZE_BYTES
                || state.getSessionChain().remaining() != CHAIN_BYTES) {
            return NONE;
        }
        return new Session(
                bytes(state.getSessionKey()),
                bytes(state.getSessionSecret()),
                bytes(state.getSessionChain()),
                state.getSessionUncovered(),
                bytes(state.getSessionScope()));
    }

    /**
     * Begins with an opening.
     *
     * @param secret the session's key as it may be kept: sealed; empty on the executor's side
     */
    static Session opened(byte[] key, byte[] secret, byte[] chain, BitSet scope) {
        return new Session(key, secret, chain, 0, scope.toByteArray());
    }

    /** Goes on with a heartbeat that rests on its code alone. */
    Session coded(byte[] next) {
        return new Session(key, secret, next, uncovered + 1, scope);
    }

    /** Goes on with a signed one, which covers all before it and uses these rules of the scope besides those used before. */
    Session signed(byte[] next, BitSet used) {
        BitSet all = BitSet.valueOf(scope);
        all.or(used);
        return new Session(key, secret, next, 0, all.toByteArray());
    }

    /** Puts it in an execution's state. */
    public void storeIn(ExecutionState state) {
        state.setSessionKey(ByteBuffer.wrap(key));
        state.setSessionSecret(ByteBuffer.wrap(secret));
        state.setSessionChain(ByteBuffer.wrap(chain));
        state.setSessionUncovered(uncovered);
        state.setSessionScope(ByteBuffer.wrap(scope));
    }

    /** Whether there is one. */
    public boolean stands() {
        return key.length > 0;
    }

    /** How many heartbeats since the last signed one rest on their codes alone. */
    public int uncovered() {
        return uncovered;
    }

    /** The executor's public key; not to be changed. */
    byte[] key() {
        return key;
    }

    /** The session's key, sealed; empty where it is not kept. Not to be changed. */
    byte[] secret() {
        return secret;
    }

    /** The hash of its last heartbeat, which covers all before; not to be changed. */
    byte[] chain() {
        return chain;
    }

    /** Whether a signed heartbeat has used the rule at this place of the grant's scope. */
    boolean hasUsed(int place) {
        return place / Byte.SIZE < scope.length && (scope[place / Byte.SIZE] >> place % Byte.SIZE & 1) == 1;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Session that
                && Arrays.equals(key, that.key)
                && Arrays.equals(secret, that.secret)
                && Arrays.equals(chain, that.chain)
                && uncovered == that.uncovered
                && Arrays.equals(scope, that.scope);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(chain);
    }

    @Override
    public String toString() {
        return stands() ? "session with " + uncovered + " uncovered" : "no session";
    }
}
