package dev.holdfast.executor.attest;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.Grant;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/** Makes attestations. Called by one thread at a time, never by one that anything else waits for. */
public interface Attester {

    /** What it is called in events, such as {@code X509_SVID}. */
    String name();

    /**
     * Makes attestations for an occasion. May take seconds; an answer that comes later than 30 s after its challenge may be stale.
     *
     * @throws NotAttested when none can be made now; it is asked again
     */
    Proof attest(Occasion occasion) throws NotAttested, InterruptedException;

    /**
     * What has to be attested, and to whom.
     *
     * @param trustDomain name of the deployment
     * @param grant of the execution
     * @param executorKey that of the grant
     * @param nonce the evaluator's challenge, 32 bytes
     */
    record Occasion(String trustDomain, Grant grant, VerifyingKey executorKey, ByteBuffer nonce) {}

    /**
     * What was made.
     *
     * @param attestations at most 8
     * @param until when the first of them runs out by itself; {@link Instant#MAX} when none does
     */
    record Proof(List<Attestation> attestations, Instant until) {
        public Proof {
            attestations = List.copyOf(attestations);
        }

        /** Of one that does not run out by itself. */
        public static Proof of(Attestation attestation) {
            return new Proof(List.of(attestation), Instant.MAX);
        }
    }
}
