package dev.holdfast.schemas;

import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers every version of every topic's schema, and holds the registry to full transitive compatibility. */
public final class SchemaDeployment {
    private static final String COMPATIBILITY = CompatibilityLevel.FULL_TRANSITIVE.name;

    private final SchemaRegistryClient registry;
    private final TopicNames names;

    /** @param registry stays the caller's to close */
    public SchemaDeployment(SchemaRegistryClient registry, TopicNames names) {
        this.registry = registry;
        this.names = names;
    }

    /** The registry refused a schema or did not answer. Its message says which, and what to do. */
    public static final class SchemaRefused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SchemaRefused(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Registers what is missing; repeating it changes nothing.
     *
     * @return subject to the id of its newest version
     * @throws SchemaRefused when the registry holds something incompatible under one of the subjects, or does not answer
     */
    public Map<String, Integer> register() {
        var ids = new LinkedHashMap<String, Integer>();
        for (Topic topic : Topic.values()) {
            String subject = names.subjectOf(topic);
            try {
                for (AvroSchema version : RegistrySchemas.of(topic).versions().keySet()) {
                    ids.put(subject, registry.register(subject, version));
                }
                registry.updateCompatibility(subject, COMPATIBILITY);
                String found = registry.getCompatibility(subject);
                if (!COMPATIBILITY.equals(found)) {
                    throw new SchemaRefused(
                            "expected compatibility " + COMPATIBILITY + " for subject `" + subject + "`, found "
                                    + found,
                            null);
                }
            } catch (RestClientException e) {
                throw new SchemaRefused(
                        "the schema registry refused subject `" + subject + "`: " + e.getMessage()
                                + "; another system may use the same topic.prefix",
                        e);
            } catch (IOException e) {
                throw new SchemaRefused("the schema registry does not answer: " + e.getMessage(), e);
            }
        }
        return ids;
    }
}
