package dev.holdfast.trust.evidence;

import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The occasion on which evidence is presented.
 *
 * @param challenge what the evaluator challenges with; also names the trust domain
 * @param executionId whose evidence it is
 * @param executorKey the key that signed the heartbeat which carries the evidence
 * @param nowMillis the instant at which it is taken in, in epoch milliseconds of the broker's clock
 */
public record Presentation(Challenge challenge, String executionId, VerifyingKey executorKey, long nowMillis) {

    /** Name of the deployment's trust domain. */
    public String trustDomain() {
        return challenge.trustDomain();
    }

    /** Why an answer to this nonce proves nothing now; empty when the nonce is one to answer. */
    public Optional<Appraisal> refuse(ByteBuffer nonce) {
        Challenge.Age age = challenge.age(nonce, nowMillis);
        return switch (age) {
            case CURRENT -> Optional.empty();
            case STALE ->
                Optional.of(new Appraisal.Stale("expected an answer to the challenge of this window of "
                        + Challenge.WINDOW_MILLIS
                        + " ms or of the one before, found one to another challenge; attest again"));
            case FOREIGN ->
                Optional.of(new Appraisal.Failed(
                        "expected an answer to a challenge of this deployment's evaluator, found the nonce "
                                + Quoted.hex(nonce)));
        };
    }
}
