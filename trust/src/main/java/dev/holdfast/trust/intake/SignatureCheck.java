package dev.holdfast.trust.intake;

import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.SignedContent;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Whether a record is signed, once or by several together, by those who may sign it, over just these bytes. */
public final class SignatureCheck {
    private SignatureCheck() {}

    /** What the check of one signature established. */
    public sealed interface Result {
        /** Signed by this key. */
        record Signed(KeyId signer) implements Result {}

        /** Not to be believed. */
        record Refused(Rejection rejection) implements Result, JointResult {}
    }

    /** What the check of all signatures established: {@link Signed}, or {@link Result.Refused}. */
    public sealed interface JointResult {
        /**
         * Signed by all of these keys.
         *
         * @param signers at least one, in the order of their headers
         */
        record Signed(Set<KeyId> signers) implements JointResult {
            public Signed {
                signers = Collections.unmodifiableSet(new LinkedHashSet<>(signers));
            }
        }
    }

    /**
     * Checks that there is exactly one signature, and that it is good.
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
        JointResult result = checkAll(headers, content, signers, expected);
        return result instanceof JointResult.Signed signed
                ? new Result.Signed(signed.signers().iterator().next())
                : (Result.Refused) result;
    }

    /**
     * Checks that there are 1 to {@value Limits#SIGNATURES} signatures, all good and no two by one key. A single bad one refuses the
     * record. Whether those who signed are enough is for the authorities to say.
     *
     * @param headers values of all headers named {@link RecordSignature#HEADER}, in their order
     * @param signers who may sign it: the key of an id, or empty
     * @param expected whom a signer would have to be, for the message: {@code an operator}
     */
    public static JointResult checkAll(
            List<byte[]> headers,
            SignedContent content,
            Function<KeyId, Optional<VerifyingKey>> signers,
            String expected) {
        if (headers.isEmpty()) {
            return refused(Reason.UNSIGNED, "expected a header `" + RecordSignature.HEADER + "`, found none");
        }
        if (headers.size() > Limits.SIGNATURES) {
            return refused(
                    Reason.SIGNATURE_MALFORMED,
                    "expected at most " + Limits.SIGNATURES + " headers `" + RecordSignature.HEADER + "`, found "
                            + headers.size());
        }
        // All that is cheap comes before the first verification.
        var keys = new LinkedHashMap<RecordSignature, VerifyingKey>();
        var ids = new LinkedHashSet<KeyId>();
        for (byte[] header : headers) {
            RecordSignature.Parsed parsed = RecordSignature.parse(header);
            if (parsed instanceof RecordSignature.Parsed.Malformed malformed) {
                return refused(
                        Reason.SIGNATURE_MALFORMED, "header `" + RecordSignature.HEADER + "`: " + malformed.why());
            }
            RecordSignature signature = ((RecordSignature.Parsed.Signature) parsed).value();
            if (!ids.add(signature.keyId())) {
                return refused(
                        Reason.SIGNATURE_MALFORMED,
                        "expected at most one signature of each key, found a second one of key " + signature.keyId());
            }
            Optional<VerifyingKey> key = signers.apply(signature.keyId());
            if (key.isEmpty()) {
                return refused(
                        Reason.SIGNER_UNKNOWN,
                        "expected a signature by " + expected + ", found one by key " + signature.keyId());
            }
            keys.put(signature, key.get());
        }
        for (Map.Entry<RecordSignature, VerifyingKey> entry : keys.entrySet()) {
            RecordSignature.Verification verification = entry.getKey().verify(entry.getValue(), content);
            if (verification instanceof RecordSignature.Verification.Invalid invalid) {
                return refused(Reason.SIGNATURE_INVALID, invalid.why());
            }
        }
        return new JointResult.Signed(ids);
    }

    private static Result.Refused refused(Reason reason, String detail) {
        return new Result.Refused(new Rejection(reason, detail));
    }
}
