package dev.holdfast.schemas;

import com.google.common.util.concurrent.ExecutionError;
import com.google.common.util.concurrent.UncheckedExecutionException;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The writers' schemas by their id in the registry. What was found is kept for ever (an id never changes its meaning); ids that the
 * registry does not know, or of whose schema no value may be read, are {@link UnknownSchemas}. One thread at a time.
 */
public final class WriterSchemas {
    private static final int NOT_FOUND = 404;
    private static final String NONE = "the registry has no Avro schema of this id";
    private static final String NOT_ASKED =
            "the registry was not asked, since too many ids that it does not know have come of late; send it again later";

    private final SchemaRegistryClient registry;
    private final UnknownSchemas unknown;
    private final Map<Integer, Writer.Known> known = new LinkedHashMap<>();
    private final Map<String, Set<Integer>> readable = new HashMap<>();

    WriterSchemas(SchemaRegistryClient registry, UnknownSchemas unknown) {
        this.registry = registry;
        this.unknown = unknown;
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

    /**
     * What an id stands for; {@link Writer.Unknown} also while there is no time left to ask.
     *
     * @throws RegistryUnavailable when the registry has to be asked and does not answer; ask again
     */
    public Writer byId(int id) {
        Writer.Known found = known.get(id);
        if (found != null) {
            return found;
        }
        Optional<Writer.Unknown> lately = unknown.lately(id);
        if (lately.isPresent()) {
            return lately.get();
        }
        return unknown.mayAsk() ? ask(id) : new Writer.Unknown(NOT_ASKED);
    }

    /** The registry has said that a schema of ours has this id. */
    void know(int id, Writer.Known ours) {
        known.put(id, ours);
    }

    /**
     * What an id stands for, asked however long that takes: for those who must know.
     *
     * @throws RegistryUnavailable when the registry has to be asked and does not answer; ask again
     */
    public Writer answered(int id) {
        Writer.Known found = known.get(id);
        return found == null ? ask(id) : found;
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
        long since = unknown.nanos();
        Writer answer = answer(id);
        if (answer instanceof Writer.Known found) {
            known.put(id, found);
        } else if (answer instanceof Writer.Unknown none) {
            unknown.note(id, none, since);
        }
        return answer;
    }

    private Writer answer(int id) {
        try {
            ParsedSchema parsed = registry.getSchemaById(id);
            return parsed.rawSchema() instanceof Schema schema ? judge(schema) : new Writer.Unknown(NONE);
        } catch (RestClientException e) {
            if (e.getStatus() != NOT_FOUND) {
                throw new RegistryUnavailable("the schema registry answered " + e.getStatus() + " for id " + id, e);
            }
            return new Writer.Unknown(NONE);
        } catch (IOException e) {
            throw new RegistryUnavailable("the schema registry does not answer: " + e.getMessage(), e);
        } catch (UnreadableSchema | UncheckedExecutionException | ExecutionError e) {
            // The client's cache wraps what goes wrong in reading the answer: a schema of Protobuf, or one that
            // overflows the stack.
            return new Writer.Unknown("expected an Avro schema, found one that cannot be read");
        }
    }

    private static Writer judge(Schema schema) {
        Optional<String> flaw = SchemaShape.flaw(schema);
        return flaw.isPresent()
                ? new Writer.Unknown(flaw.get())
                : new Writer.Known(schema.getFullName(), SchemaNormalization.parsingFingerprint64(schema));
    }
}
