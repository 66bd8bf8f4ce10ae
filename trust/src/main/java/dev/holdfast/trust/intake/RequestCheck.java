package dev.holdfast.trust.intake;

import dev.holdfast.record.ExecutionRequest;
import dev.holdfast.record.Grant;
import dev.holdfast.schemas.ExecutionId;
import dev.holdfast.trust.intake.Rejection.Reason;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.Optional;

/** Whether a request is one, and whether what it asks for makes sense by itself. Whether it is admitted is a matter of facts and rules. */
public final class RequestCheck {
    private RequestCheck() {}

    /**
     * The key that must have signed a request, so that whoever asks is known to hold it.
     *
     * @return empty when what the request names is no Ed25519 public key
     */
    public static Optional<VerifyingKey> executorKey(ExecutionRequest request) {
        byte[] raw = new byte[request.getExecutorKey().remaining()];
        request.getExecutorKey().duplicate().get(raw);
        try {
            return Optional.of(VerifyingKey.of(raw));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Why a record is no request that could be answered; empty when it is one.
     *
     * @param key of the record
     */
    public static Optional<Rejection> check(String key, ExecutionRequest request) {
        if (!request.getExecutionId().equals(key)) {
            return rejection("expected the record to be keyed by the execution that it asks for, found `" + key + "`");
        }
        if (ExecutionId.parentOf(key).isPresent()) {
            return rejection("expected a request for a root, found `" + key
                    + "`; what is delegated is granted by the parent's executor");
        }
        if (executorKey(request).isEmpty()) {
            return rejection("expected the request to name the Ed25519 public key that signs it, found "
                    + request.getExecutorKey().remaining() + " other bytes");
        }
        return Optional.empty();
    }

    /**
     * The first flaw of what a request asks for; empty when it has none.
     *
     * @param terms the grant that it would come to
     */
    public static Optional<String> flaw(ExecutionRequest request, Grant terms) {
        String id = request.getRequestId();
        if (id.isEmpty() || id.length() > Limits.NAME_CHARACTERS) {
            return Optional.of(
                    "expected a request id of 1 to " + Limits.NAME_CHARACTERS + " characters, found " + id.length());
        }
        if (request.getDurationMillis() < 1) {
            return Optional.of("expected a duration of at least 1 ms, found " + request.getDurationMillis());
        }
        if (request.getDurationMillis()
                > terms.getNotAfter().toEpochMilli() - terms.getNotBefore().toEpochMilli()) {
            return Optional.of("expected a duration that ends before the year 10000, found "
                    + request.getDurationMillis() + " ms");
        }
        if (request.getScope().stream().anyMatch(rule -> rule.getAction().indexOf(' ') >= 0)) {
            return Optional.of(
                    "expected actions without blanks in the scope, so that rules can tell them from resources");
        }
        return GrantCheck.check(request.getExecutionId(), terms).map(Rejection::detail);
    }

    private static Optional<Rejection> rejection(String detail) {
        return Optional.of(new Rejection(Reason.REQUEST_INVALID, detail));
    }
}
