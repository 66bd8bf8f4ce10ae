package dev.holdfast.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.topology.EvaluatorConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/configuration.md} as the definitions have it. */
class ConfigurationDocTest {
    private static final Path DOC = Path.of("..", "docs", "configuration.md");

    @Test
    void shouldDescribeEveryKeyAsItIs() throws IOException {
        Path current = Path.of("target", "configuration.md");
        String expected = """
                # Configuration

                Properties files (UTF-8). A key that is not known is an error. Whatever begins with `kafka.` goes to every Kafka client without that
                prefix: `kafka.security.protocol=SSL`. This page is made from the definitions in the code.

                ## The evaluator: `holdfast serve --config FILE`

                %s
                ## Executors and tools: `--config FILE`

                `holdfast up` writes this file as `client.properties`.

                %s""".formatted(table(EvaluatorConfig.define()), table(ExecutorConfig.define()));
        Files.createDirectories(current.getParent());
        Files.writeString(current, expected);

        assertThat(Files.readString(DOC))
                .as("the definitions changed: copy cli/%s to docs/configuration.md", current)
                .isEqualTo(expected);
    }

    private static String table(ConfigDef definition) {
        var table = new StringBuilder("| key | type | default | meaning |\n|---|---|---|---|\n");
        new TreeMap<>(definition.configKeys())
                .forEach((name, key) -> table.append(String.format(
                        "| `%s` | %s | %s | %s |%n",
                        name, key.type.name().toLowerCase(Locale.ROOT), byDefault(key), key.documentation)));
        return table.toString();
    }

    private static String byDefault(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "required";
        }
        Object value = key.defaultValue;
        boolean empty = value == null || value.equals("") || value.equals(List.of());
        return empty ? "empty" : "`" + value + "`";
    }
}
