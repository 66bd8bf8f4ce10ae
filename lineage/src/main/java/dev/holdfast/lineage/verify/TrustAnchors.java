package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.trust.signature.VerifyingKey;
import java.util.List;

/**
 * Whom the auditor believes, from elsewhere than the file.
 *
 * @param roots root public keys of the deployment; at least one
 * @param logKeys keys of the log that sign checkpoints beside the evaluator's, such as its ML-DSA-44 key; may be empty
 * @param witnesses keys of witnesses; may be empty, and then no cosignature is asked for
 */
public record TrustAnchors(List<VerifyingKey> roots, List<VerifierKey> logKeys, List<VerifierKey> witnesses) {
    public TrustAnchors {
        roots = List.copyOf(roots);
        logKeys = List.copyOf(logKeys);
        witnesses = List.copyOf(witnesses);
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("expected at least one root key, found none");
        }
    }

    /** A root key alone. */
    public static TrustAnchors root(VerifyingKey root) {
        return new TrustAnchors(List.of(root), List.of(), List.of());
    }
}
