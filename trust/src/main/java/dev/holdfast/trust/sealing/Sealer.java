package dev.holdfast.trust.sealing;

import dev.holdfast.record.Commitment;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Opening;
import dev.holdfast.trust.signature.KeyDerivation;
import dev.holdfast.trust.signature.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals facts. A salt is the HMAC-SHA256 (RFC 2104), by a secret that the evaluators of a key share, over the execution id, the entry's number and the fact's name, each
 * of the texts with its length before it: no two facts share one, and an entry that is written again, after an abort, is the same. Not thread-safe.
 */
public final class Sealer {
    private static final byte[] PURPOSE = "holdfast-sealing-secret-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int SECRET_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    private Sealer(byte[] secret) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java platform lacks HmacSHA256, which every platform must have", e);
        }
    }

    /** The sealer of the evaluators that share a signing key. */
    public static Sealer derivedFrom(SigningKey key) {
        return new Sealer(KeyDerivation.secretOf(key, PURPOSE, SECRET_BYTES));
    }

    /**
     * What became of a snapshot.
     *
     * @param facts the same, with commitments in place of what is sealed
     * @param openings what opens them, in their order
     */
    public record Snapshot(List<FactValue> facts, List<Opening> openings) {
        public Snapshot {
            facts = List.copyOf(facts);
            openings = List.copyOf(openings);
        }
    }

    /**
     * Seals a snapshot.
     *
     * @param entry number of the entry that it is for
     * @param sealed names of the facts that are sealed; others stay as they are
     */
    public Snapshot seal(String executionId, long entry, List<FactValue> facts, Collection<String> sealed) {
        var shown = new ArrayList<FactValue>(facts.size());
        var openings = new ArrayList<Opening>();
        for (FactValue fact : facts) {
            if (sealed.contains(fact.getName())) {
                byte[] salt = salt(executionId, entry, fact.getName());
                byte[] commitment = SealedFact.commitment(salt, fact.getName(), SealedFact.json(fact));
                shown.add(new FactValue(fact.getName(), new Commitment(ByteBuffer.wrap(commitment))));
                openings.add(new Opening(ByteBuffer.wrap(salt), fact));
            } else {
                shown.add(fact);
            }
        }
        return new Snapshot(shown, openings);
    }

    private byte[] salt(String executionId, long entry, String name) {
        part(executionId);
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(entry).array());
        part(name);
        return mac.doFinal();
    }

    private void part(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        mac.update(bytes);
    }
}
