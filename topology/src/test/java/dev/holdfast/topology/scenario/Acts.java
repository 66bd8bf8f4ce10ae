package dev.holdfast.topology.scenario;

import dev.holdfast.record.Authority;
import dev.holdfast.record.OperatorOrder;
import dev.holdfast.record.OrderAction;
import dev.holdfast.record.Revocation;
import dev.holdfast.record.Role;
import dev.holdfast.record.Selector;
import dev.holdfast.record.SelectorKind;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** Acts of governance in good order. */
public final class Acts {
    private Acts() {}

    /** An authority over everybody, one of whose keys must sign. */
    public static Authority authority(String name, Role role, SigningKey... keys) {
        return Authority.newBuilder()
                .setName(name)
                .setVersion(1)
                .setRole(role)
                .setKeys(Arrays.stream(keys)
                        .map(key -> ByteBuffer.wrap(key.verifyingKey().raw()))
                        .toList())
                .setNotBefore(Instant.EPOCH)
                .setNotAfter(Instant.parse("2100-01-01T00:00:00Z"))
                .build();
    }

    public static Revocation revocation(String id, SelectorKind kind, String value, Instant now) {
        return new Revocation(id, new Selector(kind, value), "it was stolen", "olga", now);
    }

    public static OperatorOrder order(String id, OrderAction action, SelectorKind kind, String value, Instant now) {
        return new OperatorOrder(id, action, new Selector(kind, value), "a closer look", "olga", now);
    }
}
