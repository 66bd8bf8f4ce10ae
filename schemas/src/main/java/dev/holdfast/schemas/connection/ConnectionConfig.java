package dev.holdfast.schemas.connection;

import dev.holdfast.schemas.TopicNames;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The keys that every process of a deployment has. */
public class ConnectionConfig extends StrictConfig {
    /** Brokers to start from. */
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    /** Address of the schema registry. */
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";

    /** Put before the logical name of every topic. */
    public static final String TOPIC_PREFIX = "topic.prefix";

    /** Name of the deployment that signatures cover. */
    public static final String TRUST_DOMAIN = "trust.domain";

    private static final int SCHEMAS_KEPT = 1_000;
    private static final int REGISTRY_TIMEOUT_MILLIS = 10_000;

    /** @throws org.apache.kafka.common.config.ConfigException as {@link StrictConfig} does */
    public ConnectionConfig(Map<String, String> values) {
        this(define(), values);
    }

    /** For configurations that add keys of their own. */
    protected ConnectionConfig(ConfigDef definition, Map<String, String> values) {
        super(definition, values);
    }

    /** A new definition of these keys. */
    public static ConfigDef define() {
        return new ConfigDef()
                .define(
                        BOOTSTRAP_SERVERS,
                        Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString() {
                            @Override
                            public void ensureValid(String name, Object value) {
                                if (((List<?>) value).isEmpty()) {
                                    throw new org.apache.kafka.common.config.ConfigException(
                                            name, value, "expected at least one host:port");
                                }
                            }
                        },
                        Importance.HIGH,
                        "Brokers to start from, as host:port, separated by commas.")
                .define(
                        SCHEMA_REGISTRY_URL,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Address of the schema registry (Confluent's API).")
                .define(
                        TRUST_DOMAIN,
                        Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "Name of the deployment. Every signature covers it, so that nothing signed for one deployment can be replayed in another.")
                .define(
                        TOPIC_PREFIX,
                        Type.STRING,
                        TopicNames.DEFAULT_PREFIX,
                        Importance.LOW,
                        "Put before the logical name of every topic.");
    }

    /** What the topics are called. */
    public TopicNames topicNames() {
        return new TopicNames(getString(TOPIC_PREFIX));
    }

    /** Name of the deployment. */
    public String trustDomain() {
        return getString(TRUST_DOMAIN);
    }

    /** Settings for a Kafka client: where the brokers are, and what was handed through. */
    public Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>(kafka());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, getList(BOOTSTRAP_SERVERS));
        return settings;
    }

    /** A new client of the schema registry, the caller's to close. */
    public SchemaRegistryClient newRegistryClient() {
        Map<String, Object> settings = Map.of(
                "http.connect.timeout.ms", REGISTRY_TIMEOUT_MILLIS,
                "http.read.timeout.ms", REGISTRY_TIMEOUT_MILLIS,
                "max.retries", 0);
        return new CachedSchemaRegistryClient(
                List.of(getString(SCHEMA_REGISTRY_URL)), SCHEMAS_KEPT, List.of(new ReadableSchemas()), settings);
    }
}
