package dev.holdfast.schemas;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The writers' schemas by their id in the registry. What was found is kept for ever (an id never changes its meaning); ids that the
 * registry does not know are remembered too, the last {@value #MAXIMUM_UNKNOWN} of them, for ten seconds each. One thread at a time.
 */
public final class WriterSchemas {
    private static final int MAXIMUM_UNKNOWN = 10_000;
    private static final int NOT_FOUND = 404;

    // Whoever names an id before its schema is registered must not make it unknown for ever.
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(10);

    private final SchemaRegistryClient registry;
    private final LongSupplier nanoClock;
    private final Map<Integer, Writer.Known> known = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> readable = new HashMap<>();
    private final Map<Integer, Long> unknown = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > MAXIMUM_UNKNOWN;
        }
    };

    WriterSchemas(SchemaRegistryClient registry, LongSupplier nanoClock) {
        this.registry = registry;
        this.nanoClock = nanoClock;
    }

    /** What an id stands for. */
    public sealed interface Writer {
        /**
         * A schema of the registry.
         *
         * @param fullName name of its record, with the namespace
         * @param fingerprint its 64-bit Rabin fingerprint (Avro specification, "Schema Fingerprints"), which signatures cover
         */
        record Known(String fullName, long fingerprint) implements Writer {}

        /** The registry has no Avro schema of this id. */
        record Unknown() implements Writer {}
    }

    /** The registry did not answer, so nothing can be said; try again later. */
    public static final class RegistryUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RegistryUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** @throws RegistryUnavailable when the registry has to be asked and does not answer; ask again */
    public Writer byId(int id) {
        Writer.Known found = known.get(id);
        if (found != null) {
            return found;
        }
        Long askedAtNanos = unknown.get(id);
        if (askedAtNanos != null && nanoClock.getAsLong() - askedAtNanos < ASK_AGAIN_AFTER.toNanos()) {
            return new Writer.Unknown();
        }
        return ask(id);
    }

    /**
     * Makes sure that a value of this schema can be decoded without asking the registry: the deserializer looks a schema up by subject and
     * id, apart from {@link #byId}, and what it says of a registry that does not answer cannot be told from a broken value.
     *
     * @throws RegistryUnavailable when the registry has to be asked and does not answer; ask again
     */
    public void makeReadable(String subject, int id) {
        Set<Integer> ids = readable.computeIfAbsent(subject, unasked -> new HashSet<>());
        if (ids.contains(id)) {
            return;
        }
        try {
            registry.getSchemaBySubjectAndId(subject, id);
            ids.add(id);
        } catch (RestClientException e) {
            if (e.getStatus() != NOT_FOUND) {
                throw new RegistryUnavailable("the schema registry answered " + e.getStatus() + " for id " + id, e);
            }
        } catch (IOException e) {
            throw new RegistryUnavailable("the schema registry does not answer: " + e.getMessage(), e);
        }
    }

    private Writer ask(int id) {
        try {
            ParsedSchema parsed = registry.getSchemaById(id);
            if (parsed.rawSchema() instanceof Schema schema) {
                var writer = new Writer.Known(schema.getFullName(), SchemaNormalization.parsingFingerprint64(schema));
                known.put(id, writer);
                return writer;
            }
        } catch (RestClientException e) {
            if (e.getStatus() != NOT_FOUND) {
                throw new RegistryUnavailable("the schema registry answered " + e.getStatus() + " for id " + id, e);
            }
        } catch (IOException e) {
            throw new RegistryUnavailable("the schema registry does not answer: " + e.getMessage(), e);
        }
        unknown.put(id, nanoClock.getAsLong());
        return new Writer.Unknown();
    }
}
