package dev.holdfast.trust.admission;

import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Voucher;
import dev.holdfast.trust.authority.Judgment;
import dev.holdfast.trust.authority.Subject;
import dev.holdfast.trust.intake.Limits;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.RecordSignature;
import dev.holdfast.trust.signature.VerifyingKey;
import dev.holdfast.trust.verdict.Check;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether authorities of executors vouch for the key that asks, as the key of this agent, tenant and region. A single voucher that is not as it
 * should be fails the whole: whoever shows one has meant something by it.
 */
public final class IdentityCheck {
    private IdentityCheck() {}

    /**
     * Checks.
     *
     * @param request signed by the executor key that it names, which has been verified
     * @param keys of all authorities of role EXECUTOR_CA
     * @param judge whether those who signed may vouch for the request's subject now
     * @param now epoch milliseconds of the broker's clock
     */
    public static Identity check(
            ExecutionRequest request,
            String trustDomain,
            Map<KeyId, VerifyingKey> keys,
            Function<Set<KeyId>, Judgment> judge,
            long now) {
        if (request.getVouchers().isEmpty()) {
            return new Identity(
                    Check.UNKNOWN, "expected a voucher for the executor key by an executor authority, found none", 0);
        }
        if (request.getVouchers().size() > Limits.SIGNATURES) {
            return failed("expected at most " + Limits.SIGNATURES + " vouchers, found "
                    + request.getVouchers().size());
        }
        var subject = new Subject(request.getAgent(), request.getTenant(), request.getRegion());
        var signers = new LinkedHashSet<KeyId>();
        long valid = Long.MAX_VALUE;
        for (Voucher voucher : request.getVouchers()) {
            if (!(RecordSignature.parse(bytes(voucher.getSignature()))
                    instanceof RecordSignature.Parsed.Signature parsed)) {
                return failed("expected a voucher's signature in the form of the header `" + RecordSignature.HEADER
                        + "`, found another");
            }
            RecordSignature signature = parsed.value();
            if (!signers.add(signature.keyId())) {
                return failed(
                        "expected at most one voucher by each key, found a second one by key " + signature.keyId());
            }
            VerifyingKey key = keys.get(signature.keyId());
            if (key == null) {
                return failed("expected a voucher by an executor authority, found one by key " + signature.keyId());
            }
            Instant notAfter = voucher.getNotAfter();
            if (!Limits.holds(notAfter) || now >= notAfter.toEpochMilli()) {
                return failed("expected a voucher that is valid at " + Instant.ofEpochMilli(now)
                        + ", found one that ended at " + notAfter);
            }
            var content =
                    ExecutorVoucher.content(trustDomain, request.getExecutorKey(), subject, notAfter.toEpochMilli());
            if (signature.verify(key, content) instanceof RecordSignature.Verification.Invalid) {
                return failed("the voucher by key " + signature.keyId()
                        + " does not fit this executor key, agent, tenant, region, end and the trust domain `"
                        + trustDomain + "`");
            }
            valid = Math.min(valid, notAfter.toEpochMilli() - now);
        }
        Judgment judgment = judge.apply(signers);
        return judgment.isValid()
                ? new Identity(Check.VERIFIED, judgment.detail(), valid)
                : failed(judgment.outcome() + ": " + judgment.detail());
    }

    private static Identity failed(String detail) {
        return new Identity(Check.FAILED, detail, 0);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
