package dev.holdfast.trust.evidence;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** What the verification of one piece of evidence established (RFC 9334, section 4.2). Every detail is for people. */
public sealed interface Appraisal {
    /** For a person: what was found and, where something is wrong, what was expected. */
    String detail();

    /**
     * It proves what its kind can prove.
     *
     * @param untilMillis the instant from which on it proves nothing any more, in epoch milliseconds: an SVID runs out, also between two
     *     attestations. {@link #WITHOUT_END_MILLIS} for what does not run out by itself
     * @param authority digest of the SPIFFE authority that signed an SVID, 32 bytes; empty for the other kinds. Only as long as that is in force
     *     does this hold
     * @param issuedMillis when it was issued, as whoever signed a JWT-SVID says; empty when nobody does
     */
    record Verified(long untilMillis, String detail, ByteBuffer authority, OptionalLong issuedMillis)
            implements Appraisal {
        /** The end of the year 9999: that of what does not run out by itself. */
        public static final long WITHOUT_END_MILLIS = 253_402_300_799_999L;

        /** For what does not run out by itself. */
        public Verified(String detail) {
            this(WITHOUT_END_MILLIS, detail, ByteBuffer.allocate(0), OptionalLong.empty());
        }
    }

    /** It contradicts what it should prove: forged, of somebody else, of another state, or malformed. */
    record Failed(String detail) implements Appraisal {}

    /** It answers a challenge that has gone by. It proves nothing about now. */
    record Stale(String detail) implements Appraisal {}

    /** The verifier lacks what it would verify it with. It proves nothing. */
    record Unknown(String detail) implements Appraisal {}
}
