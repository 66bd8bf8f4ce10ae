package dev.holdfast.lineage.proof;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * A schema by which entries were written.
 *
 * @param fingerprint its 64-bit Rabin fingerprint, as the file says
 * @param text its Parsing Canonical Form (Avro specification), of which the fingerprint is made: without what reading does not need
 */
public record WriterSchema(long fingerprint, String text) {
    /** What a file holds of a schema. */
    public static WriterSchema of(Schema schema) {
        return new WriterSchema(
                SchemaNormalization.parsingFingerprint64(schema), SchemaNormalization.toParsingForm(schema));
    }
}
