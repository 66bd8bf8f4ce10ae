package dev.holdfast.schemas;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Whether values of a writer's schema can be read in bounded time. Avro decodes what the reader does not know by walking the writer's
 * schema, and types that take no bytes are walked as well: 40 records of two fields each, the last one empty, make 2^40 steps of 4 bytes,
 * and a record that holds itself makes a stack overflow.
 */
public final class SchemaShape {
    /** Types, each counted as often as it is used. The largest record of the catalogue has a few hundred. */
    public static final int MAXIMUM_TYPES = 10_000;

    /** Types within types. The deepest record of the catalogue has fewer than ten. */
    public static final int MAXIMUM_DEPTH = 64;

    private int types;

    private SchemaShape() {}

    /** What is wrong with a schema; empty when nothing is. */
    public static Optional<String> flaw(Schema schema) {
        var shape = new SchemaShape();
        return shape.holds(schema, 1)
                ? Optional.empty()
                : Optional.of("expected a schema of at most " + MAXIMUM_TYPES + " types, " + MAXIMUM_DEPTH
                        + " deep, none of which holds itself, found a larger one");
    }

    private boolean holds(Schema schema, int depth) {
        types++;
        if (types > MAXIMUM_TYPES || depth > MAXIMUM_DEPTH) {
            return false;
        }
        return switch (schema.getType()) {
            case RECORD ->
                all(schema.getFields().stream().map(Schema.Field::schema).toList(), depth);
            case UNION -> all(schema.getTypes(), depth);
            case ARRAY -> holds(schema.getElementType(), depth + 1);
            case MAP -> holds(schema.getValueType(), depth + 1);
            case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> true;
        };
    }

    private boolean all(List<Schema> parts, int depth) {
        for (Schema part : parts) {
            if (!holds(part, depth + 1)) {
                return false;
            }
        }
        return true;
    }
}
