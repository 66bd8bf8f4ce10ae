package dev.holdfast.trust.testing;

import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.evidence.Presentation;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** The occasion on which tests present evidence: {@link TestGrants#EXECUTION} at {@link TestGrants#START}. */
public final class TestEvidence {
    /** Name of the deployment's trust domain. */
    public static final String TRUST_DOMAIN = "prod";

    /** The deployment's challenges. */
    public static final Challenge CHALLENGE = new Challenge(new byte[32], TRUST_DOMAIN);

    static {
        Records.vouch();
    }

    private TestEvidence() {}

    /** The occasion. */
    public static Presentation presentation() {
        return presentation(TestGrants.EXECUTION, TestGrants.EXECUTOR.verifyingKey(), TestGrants.START);
    }

    /** The occasion at another instant. */
    public static Presentation presentation(long nowMillis) {
        return presentation(TestGrants.EXECUTION, TestGrants.EXECUTOR.verifyingKey(), nowMillis);
    }

    /** Another occasion. */
    public static Presentation presentation(String executionId, VerifyingKey executorKey, long nowMillis) {
        return new Presentation(CHALLENGE, executionId, executorKey, nowMillis);
    }

    /** The nonce of the occasion. */
    public static ByteBuffer nonce() {
        return ByteBuffer.wrap(CHALLENGE.at(TestGrants.START));
    }

    /** An attestation of nothing, to be filled. */
    public static Attestation attestation(AttestationKind kind, Consumer<Attestation> change) {
        Attestation attestation = Attestation.newBuilder().setKind(kind).build();
        change.accept(attestation);
        return attestation;
    }
}
