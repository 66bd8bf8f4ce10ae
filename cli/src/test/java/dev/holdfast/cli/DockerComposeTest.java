package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.schemas.connection.ConnectionConfig;
import dev.holdfast.schemas.connection.StrictConfig;
import dev.holdfast.stack.broker.BrokerSettings;
import dev.holdfast.topology.EvaluatorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Compose file and the configurations beside it fit each other, Kafka and Holdfast. No container engine takes part. */
class DockerComposeTest {
    private static final Path DIRECTORY = ComposeFile.DIRECTORY;

    private ComposeFile compose;

    @BeforeEach
    void readTheComposeFile() throws IOException {
        compose = ComposeFile.read();
    }

    @Test
    void shouldRunTheVersionsThatHoldfastIsBuiltFor() {
        String kafka = AppInfoParser.getVersion();

        assertThat(compose.services()).containsExactly("kafka", "registry", "topics", "evaluator");
        assertThat(compose.service("kafka").required("image").asText()).isEqualTo("apache/kafka:" + kafka);
        assertThat(compose.services())
                .allSatisfy(service -> assertThat(
                                compose.service(service).required("image").asText())
                        .matches("[a-z/-]+:(?!latest)[a-z0-9.]+"));
    }

    @Test
    void shouldSetTheBrokerUpAsTheEmbeddedOne() {
        assertThat(compose.brokerSettings()).containsAllEntriesOf(BrokerSettings.SINGLE_NODE);
    }

    @Test
    void shouldNameOnlySettingsThatKafkaHasAndTakes() {
        Map<String, String> settings = compose.brokerSettings();
        assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings.keySet());

        assertThatCode(() -> KafkaConfig.fromProps(asProperties(settings))).doesNotThrowAnyException();
    }

    @Test
    void shouldFormatTheBrokerWithAClusterIdThatIsOne() {
        String id = compose.service("kafka")
                .required("environment")
                .required("CLUSTER_ID")
                .asText();

        assertThat(Uuid.fromString(id)).hasToString(id);
    }

    @Test
    void shouldPublishPortsOnLoopbackOnly() {
        List<String> ports = compose.services().stream()
                .flatMap(service -> ComposeFile.texts(compose.service(service).path("ports")).stream())
                .toList();

        assertThat(ports).containsExactly("127.0.0.1:9092:9092", "127.0.0.1:8081:8081");
        assertThat(compose.advertised()).containsEntry("EXTERNAL", "127.0.0.1:9092");
    }

    @Test
    void shouldConfigureTheEvaluator() {
        var config = new EvaluatorConfig(StrictConfig.read(DIRECTORY.resolve("evaluator.properties")));

        Map<String, String> mounted = compose.mountedFiles("evaluator");
        assertThat(mounted).containsEntry(config.getString(EvaluatorConfig.KEY_FILE), "./keys/evaluator.pem");
        assertThat(mounted).containsEntry(config.getString(EvaluatorConfig.ROOT_KEY), "./keys/root.pem.pub");
        assertThat(ComposeFile.texts(compose.service("evaluator").required("volumes")))
                .contains("state:/var/lib/holdfast");
        assertThat(config.getString(EvaluatorConfig.STATE_DIRECTORY)).startsWith("/var/lib/holdfast/");
        assertThat(config.getString(EvaluatorConfig.INSTANCE_ID)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"client.properties, INTERNAL, registry:8081", "host-client.properties, EXTERNAL, 127.0.0.1:8081"})
    void shouldConfigureClients(String file, String listener, String registry) {
        var config = new ExecutorConfig(StrictConfig.read(DIRECTORY.resolve(file)));

        assertThat(config.getList(ConnectionConfig.BOOTSTRAP_SERVERS))
                .containsExactly(compose.advertised().get(listener));
        assertThat(config.getString(ConnectionConfig.SCHEMA_REGISTRY_URL)).isEqualTo("http://" + registry);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client.properties", "host-client.properties"})
    void shouldPutEverybodyIntoOneTrustDomain(String file) {
        String evaluators =
                StrictConfig.read(DIRECTORY.resolve("evaluator.properties")).get(ConnectionConfig.TRUST_DOMAIN);

        assertThat(StrictConfig.read(DIRECTORY.resolve(file))).containsEntry(ConnectionConfig.TRUST_DOMAIN, evaluators);
    }

    @Test
    void shouldReachBrokerAndRegistryFromTheEvaluator() {
        Map<String, String> evaluator = StrictConfig.read(DIRECTORY.resolve("evaluator.properties"));
        JsonNode registry = compose.service("registry").required("environment");

        assertThat(evaluator)
                .containsEntry(
                        ConnectionConfig.BOOTSTRAP_SERVERS, compose.advertised().get("INTERNAL"))
                .containsEntry(ConnectionConfig.SCHEMA_REGISTRY_URL, "http://registry:8081");
        assertThat(registry.required("SCHEMA_REGISTRY_LISTENERS").asText()).endsWith(":8081");
        assertThat(registry.required("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS")
                        .asText())
                .isEqualTo("PLAINTEXT://" + compose.advertised().get("INTERNAL"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topics", "evaluator"})
    void shouldRunACommandWhoseConfigurationIsMounted(String service) {
        List<String> command = compose.command(service);

        assertThatCode(() -> Holdfast.commandLine().parseArgs(command.toArray(String[]::new)))
                .doesNotThrowAnyException();
        String config = command.get(command.indexOf("--config") + 1);
        Path source = DIRECTORY.resolve(compose.mountedFiles(service).get(config));
        assertThat(Files.isRegularFile(source)).as("%s", source).isTrue();
    }

    @Test
    void shouldWaitForWhatIsNeeded() {
        assertThat(conditionOf("registry", "kafka")).isEqualTo("service_healthy");
        assertThat(conditionOf("topics", "kafka")).isEqualTo("service_healthy");
        assertThat(conditionOf("topics", "registry")).isEqualTo("service_healthy");
        assertThat(conditionOf("evaluator", "topics")).isEqualTo("service_completed_successfully");
        assertThat(List.of("kafka", "registry"))
                .allSatisfy(service -> assertThat(
                                compose.service(service).path("healthcheck").path("test"))
                        .isNotEmpty());
    }

    @Test
    void shouldGiveThePrivateKeysOfPeopleToNobody() {
        assertThat(compose.services())
                .allSatisfy(service -> assertThat(compose.mountedFiles(service).values())
                        .doesNotContain("./keys/root.pem", "./keys/issuer.pem", "./keys/operator.pem", "./keys"));
        assertThat(compose.service("evaluator").required("volumes"))
                .filteredOn(JsonNode::isObject)
                .isNotEmpty()
                .allSatisfy(mount -> {
                    assertThat(mount.required("read_only").asBoolean()).isTrue();
                    assertThat(mount.required("bind")
                                    .required("create_host_path")
                                    .asBoolean())
                            .isFalse();
                });
    }

    @Test
    void shouldDeclareTheVolumesItUses() {
        assertThat(compose.volumes()).containsExactly("kafka", "state");
    }

    private String conditionOf(String service, String needed) {
        return compose.service(service)
                .required("depends_on")
                .required(needed)
                .required("condition")
                .asText();
    }

    private static Properties asProperties(Map<String, String> settings) {
        var properties = new Properties();
        properties.putAll(settings);
        return properties;
    }
}
