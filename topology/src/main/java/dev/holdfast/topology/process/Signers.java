package dev.holdfast.topology.process;

import dev.holdfast.record.Grant;
import dev.holdfast.trust.signature.KeyId;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who may sign heartbeats, acknowledgments and the grants of children: the key that the execution's grant names. */
final class Signers {
    private static final int MAXIMUM_KEYS_KEPT = 100_000;

    // Checking that 32 bytes are a point of the curve costs as much as a signature; it is done once a key.
    private final Map<ByteBuffer, VerifyingKey> executorKeys = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, VerifyingKey> eldest) {
            return size() > MAXIMUM_KEYS_KEPT;
        }
    };

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
