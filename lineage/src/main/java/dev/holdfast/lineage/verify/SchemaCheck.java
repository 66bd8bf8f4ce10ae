package dev.holdfast.lineage.verify;

import dev.holdfast.lineage.proof.WriterSchema;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.SchemaHistory;
import dev.holdfast.schemas.SchemaShape;
import dev.holdfast.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;

/**
 * Whether the schemas of a file are what they say. A fingerprint is 64 bits of a code that anybody can bend: of those that this version knows, the content is
 * compared as well.
 */
final class SchemaCheck {
    private SchemaCheck() {}

    /** The schemas by which entries may be read, by fingerprint: those of the file that hold, and those that this version knows. */
    static Map<Long, Schema> check(List<WriterSchema> schemas, Lines lines) {
        var usable = new HashMap<Long, Schema>();
        Body.HISTORIES
                .computeIfAbsent(Topic.LINEAGE, SchemaHistory::of)
                .versions()
                .forEach(known -> usable.put(SchemaNormalization.parsingFingerprint64(known), known));
        Map<Long, Schema> known = Map.copyOf(usable);
        for (WriterSchema schema : schemas) {
            String name = "schema " + hex(schema.fingerprint());
            Optional<Schema> parsed = parse(schema.text());
            if (parsed.isEmpty()) {
                lines.isFalse(name + " is no Avro schema");
                usable.remove(schema.fingerprint());
                continue;
            }
            Optional<String> lie = lie(schema, parsed.get(), known);
            if (lie.isPresent()) {
                lines.isFalse(name + " is not what it says: " + lie.get());
                usable.remove(schema.fingerprint());
            } else if (known.containsKey(schema.fingerprint())) {
                lines.verified(name + " is the one of lineage entries that this version of Holdfast knows");
            } else {
                lines.cannotTell(
                        name + " can be read as lineage entries, but this version of Holdfast does not know it, and"
                                + " its fingerprint alone does not show that it is genuine; use a newer version");
                usable.put(schema.fingerprint(), parsed.get());
            }
        }
        return usable;
    }

    private static Optional<Schema> parse(String text) {
        try {
            return Optional.of(new Schema.Parser().parse(text));
        } catch (RuntimeException | StackOverflowError e) {
            // Avro reports hostile text by whatever happens to go wrong first.
            return Optional.empty();
        }
    }

    private static Optional<String> lie(WriterSchema said, Schema schema, Map<Long, Schema> known) {
        Optional<String> shape = SchemaShape.flaw(schema);
        if (shape.isPresent()) {
            return shape;
        }
        WriterSchema found = WriterSchema.of(schema);
        if (found.fingerprint() != said.fingerprint()) {
            return Optional.of("its text has the fingerprint " + hex(found.fingerprint()));
        }
        if (!found.text().equals(said.text())) {
            return Optional.of("its text is not in Parsing Canonical Form");
        }
        Schema genuine = known.get(said.fingerprint());
        if (genuine != null) {
            return WriterSchema.of(genuine).equals(said)
                    ? Optional.empty()
                    : Optional.of("its text only has the fingerprint of the genuine one");
        }
        return SchemaCompatibility.checkReaderWriterCompatibility(LineageEntry.getClassSchema(), schema)
                                .getType()
                        == SchemaCompatibilityType.COMPATIBLE
                ? Optional.empty()
                : Optional.of("what it describes cannot be read as lineage entries");
    }

    static String hex(long fingerprint) {
        return String.format("%016x", fingerprint);
    }
}
