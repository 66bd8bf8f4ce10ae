package dev.holdfast.schemas;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's wire format: the byte 0, the schema's id in the registry (4 bytes, big-endian), the Avro body.
 *
 * @param schemaId id of the writer's schema in the registry of this deployment; no signature covers it
 * @param body the Avro body; shared, not copied
 */
public record WireFormat(int schemaId, ByteBuffer body) {
    private static final byte MAGIC = 0;
    private static final int PREFIX_BYTES = 1 + Integer.BYTES;

    /** Splits a value; null when it is not in the format. */
    public static @Nullable WireFormat parse(byte[] value) {
        if (value.length < PREFIX_BYTES || value[0] != MAGIC) {
            return null;
        }
        var bytes = ByteBuffer.wrap(value);
        bytes.position(1);
        int id = bytes.getInt();
        return new WireFormat(id, bytes.slice());
    }

    /** The value as it goes to Kafka. */
    public static byte[] join(int schemaId, byte[] body) {
        return ByteBuffer.allocate(PREFIX_BYTES + body.length)
                .put(MAGIC)
                .putInt(schemaId)
                .put(body)
                .array();
    }
}
