package dev.holdfast.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.schemas.RootSegmentPartitioner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;

/** The configuration in the README is one that Connect takes. */
class ReadmeTest {
    private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final String TRANSFORM = "transforms.route.";

    private record Connector(String name, Map<String, String> config) {}

    @Test
    void shouldConfigureTheTransform() throws IOException {
        Map<String, String> config = connector().config();
        var settings = new TreeMap<String, String>();
        config.forEach((key, value) -> {
            if (key.startsWith(TRANSFORM)) {
                settings.put(key.substring(TRANSFORM.length()), value);
            }
        });

        assertThat(config).containsEntry("transforms", "route");
        assertThat(settings.remove("type")).isEqualTo(RouteToExecution.class.getName());
        assertThat(RouteToExecution.define().names()).containsAll(settings.keySet());
        try (var route = new RouteToExecution<SourceRecord>()) {
            route.configure(settings);
            SourceRecord routed = route.apply(new SourceRecord(
                    Map.of(), Map.of(), "observations", null, null, Map.of("execution_id", "order-17/fetch")));

            assertThat(routed.key()).isEqualTo("order-17/fetch");
            assertThat(routed.kafkaPartition())
                    .isEqualTo(RootSegmentPartitioner.partitionOf(
                            "order-17", Integer.parseInt(settings.get(RouteToExecution.PARTITIONS))));
        }
    }

    @Test
    void shouldWriteTheIdAndNothingElseAsTheKey() throws IOException {
        assertThat(connector().config()).containsEntry("key.converter", StringConverter.class.getName());
    }

    @Test
    void shouldCreateTheTopicWithAsManyPartitions() throws IOException {
        Map<String, String> config = connector().config();

        assertThat(config.get("topic.creation.default.partitions"))
                .isEqualTo(config.get(TRANSFORM + RouteToExecution.PARTITIONS));
    }

    @Test
    void shouldDescribeEveryKey() throws IOException {
        assertThat(RouteToExecution.define().names())
                .allSatisfy(key -> assertThat(readme()).contains("| `" + key + "` |"));
    }

    private static Connector connector() throws IOException {
        Matcher block = JSON.matcher(readme());
        assertThat(block.find()).as("a JSON block in the README").isTrue();
        var mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        return mapper.readValue(block.group(1), new TypeReference<Connector>() {});
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }
}
