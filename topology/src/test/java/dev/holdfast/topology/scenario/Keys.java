package dev.holdfast.topology.scenario;

import dev.holdfast.trust.signature.SigningKey;
import java.util.Arrays;

/** The keys of every scenario, from fixed seeds, so that the same scenario always has the same bytes. */
public final class Keys {
    public static final SigningKey ISSUER = key(1);
    public static final SigningKey EXECUTOR = key(2);
    public static final SigningKey EVALUATOR = key(3);
    public static final SigningKey STRANGER = key(4);
    public static final SigningKey ROOT = key(5);
    public static final SigningKey OPERATOR = key(6);
    public static final SigningKey CA = key(7);
    public static final SigningKey SECOND_CA = key(8);
    public static final SigningKey AUTHOR = key(9);
    public static final SigningKey SECOND_AUTHOR = key(10);

    public static final SigningKey SOURCE = key(11);
    public static final SigningKey SECOND_SOURCE = key(12);

    private Keys() {}

    private static SigningKey key(int fill) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) fill);
        return SigningKey.ofSeed(seed);
    }
}
