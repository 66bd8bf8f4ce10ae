package dev.holdfast.topology.process;

import dev.holdfast.record.Grant;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who may sign what: grants the trusted issuers, heartbeats and acknowledgments the key that the execution's grant names. */
final class Signers {
    private static final int MAXIMUM_KEYS_KEPT = 100_000;

    private final Map<KeyId, VerifyingKey> issuers;
    // Checking that 32 bytes are a point of the curve costs as much as a signature; it is done once a key.
    private final Map<ByteBuffer, VerifyingKey> executorKeys = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, VerifyingKey> eldest) {
            return size() > MAXIMUM_KEYS_KEPT;
        }
    };

    Signers(Map<KeyId, VerifyingKey> issuers) {
        this.issuers = issuers;
    }

    Function<KeyId, Optional<VerifyingKey>> ofGrants() {
        return id -> Optional.ofNullable(issuers.get(id));
    }

    Function<KeyId, Optional<VerifyingKey>> ofExecutor(Grant grant) {
        return id -> {
            VerifyingKey key = executorKeys.computeIfAbsent(grant.getExecutorKey(), raw -> {
                byte[] bytes = new byte[raw.remaining()];
                raw.duplicate().get(bytes);
                return VerifyingKey.of(bytes);
            });
            return key.id().equals(id) ? Optional.of(key) : Optional.empty();
        };
    }
}
