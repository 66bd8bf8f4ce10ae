package dev.holdfast.lineage.testing;

import dev.holdfast.lineage.proof.WriterSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * A schema that has a fingerprint that it should not have. CRC-64 is linear: the letters of a field's name, of which each is one of two that differ in one bit, are chosen by
 * solving 64 equations over as many bits.
 */
public final class CollidingSchema {
    private static final int LETTERS = 128;
    // They differ in one bit.
    private static final char ZERO = 'a';
    private static final char ONE = 'c';

    private CollidingSchema() {}

    /** A record with one field of an innocent type, of this fingerprint. */
    public static WriterSchema of(long fingerprint) {
        boolean[] letters = new boolean[LETTERS];
        long base = fingerprint(letters);
        List<long[]> rows = new ArrayList<>();
        for (int i = 0; i < LETTERS; i++) {
            letters[i] = true;
            // What this letter changes of the fingerprint, and which letters were combined for it: 128 bits.
            rows.add(new long[] {fingerprint(letters) ^ base, i < 64 ? 1L << i : 0, i < 64 ? 0 : 1L << i - 64});
            letters[i] = false;
        }
        long[] wanted = {fingerprint ^ base, 0, 0};
        for (int bit = 0; bit < Long.SIZE; bit++) {
            long mask = 1L << bit;
            long[] pivot = rows.stream()
                    .filter(row -> (row[0] & mask) != 0)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("too few letters"));
            rows.remove(pivot);
            rows.stream().filter(row -> (row[0] & mask) != 0).forEach(row -> add(row, pivot));
            if ((wanted[0] & mask) != 0) {
                add(wanted, pivot);
            }
        }
        for (int i = 0; i < LETTERS; i++) {
            letters[i] = (i < 64 ? wanted[1] >> i & 1 : wanted[2] >> i - 64 & 1) == 1;
        }
        return new WriterSchema(fingerprint, text(letters));
    }

    private static void add(long[] row, long[] other) {
        for (int i = 0; i < row.length; i++) {
            row[i] ^= other[i];
        }
    }

    private static long fingerprint(boolean[] letters) {
        return SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(text(letters)));
    }

    private static String text(boolean[] letters) {
        var name = new StringBuilder();
        for (boolean letter : letters) {
            name.append(letter ? ONE : ZERO);
        }
        return "{\"name\":\"dev.holdfast.record.LineageEntry\",\"type\":\"record\",\"fields\":[{\"name\":\"" + name
                + "\",\"type\":\"long\"}]}";
    }
}
