package dev.holdfast.schemas;

import com.google.common.util.concurrent.ExecutionError;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The writers' schemas by their id in the registry. What was found is kept for ever (an id never changes its meaning); ids that the
 * registry does not know, or of whose schema no value may be read, are remembered too, the last {@value #MAXIMUM_UNKNOWN} of them, for ten seconds each. One thread at a time.
 */
public final class WriterSchemas {
    private static final int MAXIMUM_UNKNOWN = 10_000;
    private static final int NOT_FOUND = 404;
    private static final String NONE = "the registry has no Avro schema of this id";

    // Whoever names an id before its schema is registered must not make it unknown for ever.
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(10);

    private final SchemaRegistryClient registry;
    private final LongSupplier nanoClock;
    private final Map<Integer, Writer.Known> known = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> readable = new HashMap<>();
    private final Map<Integer, Asked> unknown = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Asked> eldest) {
            return size() > MAXIMUM_UNKNOWN;
        }
    };

    private record Asked(long atNanos, Writer.Unknown answer) {}

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

        /**
         * The registry has no Avro schema of this id, or none by which values may be read.
         *
         * @param why for a person
         */
        record Unknown(String why) implements Writer {}
    }

    /** The registry did not answer, so nothing can be said; try again later. */
    public static final class RegistryUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RegistryUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What the registry holds under an id is not Avro that can be read: no reason to ask again. */
    public static final class UnreadableSchema extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public UnreadableSchema(Throwable cause) {
            super("the schema cannot be read: " + cause.getMessage(), cause);
        }
    }

    /** @throws RegistryUnavailable when the registry has to be asked and does not answer; ask again */
    public Writer byId(int id) {
        Writer.Known found = known.get(id);
        if (found != null) {
            return found;
        }
        Asked asked = unknown.get(id);
        if (asked != null && nanoClock.getAsLong() - asked.atNanos() < ASK_AGAIN_AFTER.toNanos()) {
            return asked.answer();
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
            return parsed.rawSchema() instanceof Schema schema ? judge(id, schema) : unknown(id, NONE);
        } catch (RestClientException e) {
            if (e.getStatus() != NOT_FOUND) {
                throw new RegistryUnavailable("the schema registry answered " + e.getStatus() + " for id " + id, e);
            }
            return unknown(id, NONE);
        } catch (IOException e) {
            throw new RegistryUnavailable("the schema registry does not answer: " + e.getMessage(), e);
        } catch (UnreadableSchema | UncheckedExecutionException | ExecutionError e) {
            // The client's cache wraps what goes wrong in reading the answer: a schema of Protobuf, or one that
            // overflows the stack.
            return unknown(id, "expected an Avro schema, found one that cannot be read");
        }
    }

    private Writer judge(int id, Schema schema) {
        Optional<String> flaw = SchemaShape.flaw(schema);
        if (flaw.isPresent()) {
            return unknown(id, flaw.get());
        }
        var writer = new Writer.Known(schema.getFullName(), SchemaNormalization.parsingFingerprint64(schema));
        known.put(id, writer);
        return writer;
    }

    private Writer unknown(int id, String why) {
        var answer = new Writer.Unknown(why);
        unknown.put(id, new Asked(nanoClock.getAsLong(), answer));
        return answer;
    }
}
