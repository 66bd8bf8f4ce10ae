package dev.holdfast.schemas.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionConfigTest {
    private static final Map<String, String> SOUND = Map.of(
            "bootstrap.servers", "one:9092,two:9092",
            "schema.registry.url", "http://registry",
            "trust.domain", "test");

    @TempDir
    Path directory;

    @Test
    void shouldGiveWhatItWasGiven() {
        var config = new ConnectionConfig(with("topic.prefix", "mine."));

        assertThat(config.trustDomain()).isEqualTo("test");
        assertThat(config.topicNames().of(Topic.CONTROL)).isEqualTo("mine.control");
        assertThat(config.clientSettings()).isEqualTo(Map.of("bootstrap.servers", List.of("one:9092", "two:9092")));
    }

    @Test
    void shouldPrefixTopicsWithTheProductsNameUnlessToldOtherwise() {
        assertThat(new ConnectionConfig(SOUND).topicNames().of(Topic.CONTROL)).isEqualTo("holdfast.control");
    }

    @Test
    void shouldHandKafkasOwnKeysToEveryClientWithoutThePrefix() {
        var config = new ConnectionConfig(with("kafka.security.protocol", "SSL"));

        assertThat(config.clientSettings()).containsEntry("security.protocol", "SSL");
        assertThat(config.kafka()).isEqualTo(Map.of("security.protocol", "SSL"));
    }

    @Test
    void shouldNotLetAHandedThroughKeyMoveTheClientToOtherBrokers() {
        var config = new ConnectionConfig(with("kafka.bootstrap.servers", "elsewhere:1"));

        assertThat(config.clientSettings()).containsEntry("bootstrap.servers", List.of("one:9092", "two:9092"));
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap.server, bootstrap.servers",
        "schema.registry.uri, schema.registry.url",
        "trust-domain, trust.domain",
        "topic.prefx, topic.prefix",
    })
    void shouldNameTheKeyThatWasMeant(String written, String meant) {
        assertThatThrownBy(() -> new ConnectionConfig(with(written, "x")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown configuration key `" + written + "`; did you mean `" + meant + "`?");
    }

    @Test
    void shouldListTheKnownKeysWhenNoneIsNear() {
        assertThatThrownBy(() -> new ConnectionConfig(with("colour", "red")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown configuration key `colour`; known keys: bootstrap.servers, schema.registry.url,"
                        + " topic.prefix, trust.domain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bootstrap.servers", "schema.registry.url", "trust.domain"})
    void shouldNameARequiredKeyThatIsMissing(String key) {
        Map<String, String> values = new HashMap<>(SOUND);
        values.remove(key);

        assertThatThrownBy(() -> new ConnectionConfig(values))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("\"" + key + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bootstrap.servers", "schema.registry.url", "trust.domain"})
    void shouldNameARequiredKeyThatIsEmpty(String key) {
        assertThatThrownBy(() -> new ConnectionConfig(with(key, "")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void shouldRefuseAPrefixThatIsNoPartOfATopicsName() {
        var config = new ConnectionConfig(with("topic.prefix", "my topics/"));

        assertThatThrownBy(config::topicNames)
                .hasMessage("topic.prefix: expected up to 100 letters, digits, `.`, `_` or `-`, found `my topics/`");
    }

    @Test
    void shouldReadAFileOfPropertiesInUtf8() throws Exception {
        Path file = directory.resolve("client.properties");
        Files.writeString(file, "# how to reach it\ntrust.domain = Zürich  \nbootstrap.servers=one:9092\n");

        assertThat(StrictConfig.read(file))
                .isEqualTo(Map.of("trust.domain", "Zürich", "bootstrap.servers", "one:9092"));
    }

    @Test
    void shouldNameAFileThatIsNotThere() {
        Path file = directory.resolve("missing.properties");

        assertThatThrownBy(() -> StrictConfig.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage("configuration `" + file + "`: there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=\\u00zz", "a=Zürich"})
    void shouldNameAFileThatIsBroken(String text) throws Exception {
        Path file = directory.resolve("client.properties");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> StrictConfig.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("configuration `" + file + "`: cannot be read: ");
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> values = new HashMap<>(SOUND);
        values.put(key, value);
        return values;
    }
}
