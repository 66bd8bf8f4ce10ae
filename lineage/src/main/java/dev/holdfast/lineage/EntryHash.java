package dev.holdfast.lineage;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.trust.signature.TreeHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The hash of a lineage entry: SHA-256 over the byte 0 and the entry in Avro's single-object encoding (the bytes C3 01, the 64-bit Rabin fingerprint of
 * the writer's schema, little-endian, and the body; Avro specification, "Single-object encoding"). That is its leaf hash in the log (RFC 6962,
 * section 2.1), and what the execution's next entry names as the one before it.
 */
public final class EntryHash {
    /** Size of a hash in bytes. */
    public static final int BYTES = TreeHash.BYTES;

    private static final byte[] SINGLE_OBJECT = {(byte) 0xC3, 0x01};
    private static final long FINGERPRINT = SchemaNormalization.parsingFingerprint64(LineageEntry.getClassSchema());

    private EntryHash() {}

    /** What the first entry of an execution names: 32 zeros. */
    public static byte[] none() {
        return new byte[BYTES];
    }

    /**
     * Hash of an entry as it travels, written by this version's schema.
     *
     * @param value in Confluent's wire format
     * @throws IllegalArgumentException when the value is not in that format
     */
    public static byte[] ofRecord(byte[] value) {
        WireFormat wire = WireFormat.parse(value);
        if (wire == null) {
            throw new IllegalArgumentException("expected a lineage entry in Confluent's wire format");
        }
        return of(FINGERPRINT, wire.body());
    }

    /** Hash of an entry, by the schema that it was written with. */
    public static byte[] of(Schema writer, ByteBuffer body) {
        return of(SchemaNormalization.parsingFingerprint64(writer), body);
    }

    /** Hash of an entry in single-object encoding. */
    public static byte[] ofEncoded(byte[] singleObject) {
        return TreeHash.leaf(singleObject);
    }

    /** An entry in single-object encoding. */
    public static byte[] encoded(Schema writer, ByteBuffer body) {
        return encoded(SchemaNormalization.parsingFingerprint64(writer), body);
    }

    /**
     * An entry in single-object encoding, by the fingerprint of the schema that it was written with.
     *
     * @param fingerprint 64-bit Rabin fingerprint (Avro specification, "Schema Fingerprints")
     */
    public static byte[] encoded(long fingerprint, ByteBuffer body) {
        return prefixed(fingerprint, body.remaining()).put(body.duplicate()).array();
    }

    /**
     * Hash of an entry, by the fingerprint of the schema that it was written with.
     *
     * @param fingerprint 64-bit Rabin fingerprint (Avro specification, "Schema Fingerprints")
     */
    public static byte[] of(long fingerprint, ByteBuffer body) {
        MessageDigest digest = TreeHash.newLeaf();
        digest.update(prefixed(fingerprint, 0).array());
        digest.update(body.duplicate());
        return digest.digest();
    }

    private static ByteBuffer prefixed(long fingerprint, int bodyBytes) {
        return ByteBuffer.allocate(SINGLE_OBJECT.length + Long.BYTES + bodyBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(SINGLE_OBJECT)
                .putLong(fingerprint);
    }
}
