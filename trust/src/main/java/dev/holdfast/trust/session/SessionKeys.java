package dev.holdfast.trust.session;

import dev.holdfast.trust.signature.AgreementKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/** The evaluator's session keys: derived once, which costs more than a signature does, then kept sealed in the execution's state, and the ones used last opened. One thread. */
final class SessionKeys {
    private final AgreementKey own;
    private final SessionSeal seal;
    private final Map<String, Kept> kept;

    SessionKeys(AgreementKey own, int maximumKept) {
        this.own = own;
        this.seal = new SessionSeal(own);
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                return size() > maximumKept;
            }
        };
    }

    private record Kept(byte[] executorKey, SessionKey.Purpose purpose, SecretKeySpec key) {}

    /** The key of a session that begins, and the same sealed; empty when the executor's public key is none to agree with. */
    Optional<byte[]> begin(byte[] executorKey, SessionKey.Purpose purpose) {
        return SessionKey.ofEvaluator(own, executorKey, purpose).map(key -> {
            keep(executorKey, purpose, key);
            return seal.seal(key, executorKey, purpose);
        });
    }

    /** The key of a session that stands. Where what is sealed was altered, no code fits it. */
    SecretKeySpec of(byte[] executorKey, byte[] sealed, SessionKey.Purpose purpose) {
        Kept before = kept.get(purpose.executionId());
        if (before != null && Arrays.equals(before.executorKey, executorKey) && before.purpose.equals(purpose)) {
            return before.key;
        }
        return keep(executorKey, purpose, seal.open(sealed, executorKey, purpose));
    }

    private SecretKeySpec keep(byte[] executorKey, SessionKey.Purpose purpose, SecretKeySpec key) {
        kept.put(purpose.executionId(), new Kept(executorKey, purpose, key));
        return key;
    }

    /** How many are kept. */
    int size() {
        return kept.size();
    }
}
