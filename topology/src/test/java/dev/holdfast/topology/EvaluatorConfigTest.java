package dev.holdfast.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatorConfigTest {
    private static final String MANIFEST = """
            name: mine
            version: 1.0.0
            description: Mine.
            capabilities: [%s]
            """;

    @TempDir
    Path rules;

    @Test
    void shouldRequireOfExecutorsWhatPacksBelowTheRulesDirectoryDo() throws IOException {
        EvaluatorConfig config = withPack("FREEZE");

        assertThat(config.ruleset().capabilities())
                .containsExactly(Capability.PAUSE, Capability.KILL, Capability.FREEZE);
    }

    @Test
    void shouldRequireWhatTheBaselineDoesWithoutARulesDirectory() {
        assertThat(config("").ruleset().capabilities()).containsExactly(Capability.PAUSE, Capability.KILL);
    }

    @Test
    void shouldNameTheKeyAndThePlaceOfAFaultyManifest() throws IOException {
        EvaluatorConfig config = withPack("FREZE");

        assertThatThrownBy(config::ruleset)
                .isInstanceOf(ConfigException.class)
                .hasMessageContainingAll("rules.directory: ", "local/mine/pack.yaml:4:", "did you mean `FREEZE`?");
    }

    @Test
    void shouldGiveFourSignsOfLifeInASession() {
        Map<String, String> values = values("");
        values.put(EvaluatorConfig.STATE_DIRECTORY, rules.toString());
        values.put(EvaluatorConfig.SESSION_TIMEOUT, "2000");

        assertThat(new EvaluatorConfig(values).streamsSettings())
                .containsEntry("consumer.session.timeout.ms", 2_000)
                .containsEntry("consumer.heartbeat.interval.ms", 500);
    }

    private EvaluatorConfig withPack(String capability) throws IOException {
        Path pack = Files.createDirectories(rules.resolve("mine"));
        Files.writeString(pack.resolve("rules.drl"), "package dev.holdfast.packs.mine\n");
        Files.writeString(pack.resolve("pack.yaml"), MANIFEST.formatted(capability));
        return config(rules.toString());
    }

    private static EvaluatorConfig config(String directory) {
        return new EvaluatorConfig(values(directory));
    }

    private static Map<String, String> values(String directory) {
        var values = new HashMap<String, String>();
        EvaluatorConfig.define().configKeys().values().stream()
                .filter(key -> !key.hasDefault())
                .forEach(key -> values.put(key.name, "http://127.0.0.1:1"));
        values.put(EvaluatorConfig.RULES_DIRECTORY, directory);
        return values;
    }
}
