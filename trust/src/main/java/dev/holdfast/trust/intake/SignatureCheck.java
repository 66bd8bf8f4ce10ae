package dev.holdfast.trust.intake;

import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Whether a record bears exactly one signature, by somebody who may sign it, over just these bytes. */
public final class SignatureCheck {
    private SignatureCheck() {}

    /** What the check established. */
    public sealed interface Result {
        /** Signed by this key. */
        record Signed(KeyId signer) implements Result {}

        /** Not to be believed. */
        record Refused(Rejection rejection) implements Result {}
    }

    /**
     * Checks.
     *
     * @param headers values of all headers named {@link RecordSignature#HEADER}, in their order
     * @param signers who may sign it: the key of an id, or empty
     * @param expected whom a signer would have to be, for the message: {@code a trusted grant issuer}
     */
    public static Result check(
            List<byte[]> headers,
            SignedContent content,
            Function<KeyId, Optional<VerifyingKey>> signers,
            String expected) {
        if (headers.isEmpty()) {
            return refused(Reason.UNSIGNED, "expected one header `" + RecordSignature.HEADER + "`, found none");
        }
        if (headers.size() > 1) {
            return refused(
                    Reason.SIGNATURE_MALFORMED,
                    "expected one header `" + RecordSignature.HEADER + "`, found " + headers.size());
        }
        RecordSignature.Parsed parsed = RecordSignature.parse(headers.get(0));
        if (parsed instanceof RecordSignature.Parsed.Malformed malformed) {
            return refused(Reason.SIGNATURE_MALFORMED, "header `" + RecordSignature.HEADER + "`: " + malformed.why());
        }
        RecordSignature signature = ((RecordSignature.Parsed.Signature) parsed).value();
        Optional<VerifyingKey> key = signers.apply(signature.keyId());
        if (key.isEmpty()) {
            return refused(
                    Reason.SIGNER_UNKNOWN,
                    "expected a signature by " + expected + ", found one by key " + signature.keyId());
        }
        RecordSignature.Verification verification = signature.verify(key.get(), content);
        if (verification instanceof RecordSignature.Verification.Invalid invalid) {
            return refused(Reason.SIGNATURE_INVALID, invalid.why());
        }
        return new Result.Signed(signature.keyId());
    }

    private static Result refused(Reason reason, String detail) {
        return new Result.Refused(new Rejection(reason, detail));
    }
}
