package dev.holdfast.scenarios;

import dev.holdfast.trust.signature.SigningKey;
import java.util.Arrays;

/** Those who appear in scenarios, by their keys. The keys are the same in every scenario, and public: nothing outside scenarios may trust them. */
public final class Cast {
    public static final SigningKey ROOT = key(1);
    public static final SigningKey ISSUER = key(2);
    public static final SigningKey OPERATOR = key(3);
    public static final SigningKey EVALUATOR = key(4);
    public static final SigningKey EXECUTOR = key(5);

    /** Signs statements about environments. */
    public static final SigningKey WITNESS = key(6);

    /** Whom nobody trusts. */
    public static final SigningKey STRANGER = key(7);

    /** Observes executions. */
    public static final SigningKey SOURCE = key(8);

    /** Vouches for the executor's key. */
    public static final SigningKey CA = key(9);

    private Cast() {}

    private static SigningKey key(int fill) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        Arrays.fill(seed, (byte) fill);
        return SigningKey.ofSeed(seed);
    }
}
