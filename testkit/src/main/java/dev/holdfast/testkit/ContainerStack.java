package dev.holdfast.testkit;

import dev.holdfast.stack.broker.BrokerSettings;
import java.time.Duration;
import java.util.Locale;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Kafka and Confluent's registry in containers of one network. */
final class ContainerStack implements AutoCloseable {
    static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
    static final String REGISTRY_IMAGE = "confluentinc/cp-schema-registry:7.9.5";

    private static final String INSIDE = "kafka:19092";
    private static final int REGISTRY_PORT = 8081;
    private static final Duration REGISTRY_START_LIMIT = Duration.ofSeconds(90);

    private final Network network;
    private final KafkaContainer kafka;
    private final GenericContainer<?> registry;

    private ContainerStack() {
        network = Network.newNetwork();
        kafka = new KafkaContainer(DockerImageName.parse(KAFKA_IMAGE))
                .withNetwork(network)
                .withListener(INSIDE);
        BrokerSettings.SINGLE_NODE.forEach((key, value) -> kafka.withEnv(variable(key), value));
        registry = new GenericContainer<>(DockerImageName.parse(REGISTRY_IMAGE))
                .withNetwork(network)
                .withExposedPorts(REGISTRY_PORT)
                .withEnv("SCHEMA_REGISTRY_HOST_NAME", "schema-registry")
                .withEnv("SCHEMA_REGISTRY_LISTENERS", "http://0.0.0.0:" + REGISTRY_PORT)
                .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://" + INSIDE)
                .withEnv("SCHEMA_REGISTRY_SCHEMA_COMPATIBILITY_LEVEL", "full_transitive")
                .waitingFor(Wait.forHttp("/config").forStatusCode(200).withStartupTimeout(REGISTRY_START_LIMIT));
    }

    static ContainerStack start() {
        ContainerStack stack = new ContainerStack();
        try {
            stack.kafka.start();
            stack.registry.start();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return kafka.getBootstrapServers();
    }

    String registryUrl() {
        return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT);
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
        network.close();
    }

    /** How Kafka's image spells a broker setting. */
    static String variable(String setting) {
        return "KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
