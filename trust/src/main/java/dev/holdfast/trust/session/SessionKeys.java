package dev.holdfast.trust.session;

import dev.holdfast.trust.signature.AgreementKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** The evaluator's session keys, kept since deriving one costs more than a signature does: those used last. One thread. */
final class SessionKeys {
    private final AgreementKey own;
    private final Map<String, Kept> kept;

    SessionKeys(AgreementKey own, int maximumKept) {
        this.own = own;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                return size() > maximumKept;
            }
        };
    }

    private record Kept(byte[] executorKey, SessionKey.Purpose purpose, SecretKeySpec key) {}

    /** The key of a session; empty when the executor's public key is none to agree with. */
    Optional<SecretKeySpec> of(byte[] executorKey, SessionKey.Purpose purpose) {
        Kept before = kept.get(purpose.executionId());
        if (before != null && Arrays.equals(before.executorKey, executorKey) && before.purpose.equals(purpose)) {
            return Optional.of(before.key);
        }
        Optional<SecretKeySpec> key = SessionKey.ofEvaluator(own, executorKey, purpose);
        key.ifPresent(derived -> kept.put(purpose.executionId(), new Kept(executorKey, purpose, derived)));
        return key;
    }

    /** How many are kept. */
    int size() {
        return kept.size();
    }
}
