package dev.holdfast.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.isolation.PluginDesc;
import org.apache.kafka.connect.runtime.isolation.Plugins;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;

/** The packaged directory, and nothing else, is a plugin that a Connect worker finds and can use. */
class PluginDiscoveryIT {
    private static final Path PLUGINS = Path.of("target", "plugin").toAbsolutePath();

    @Test
    void shouldBeFoundThroughItsServiceFileAloneAndWorkInIsolation() throws ReflectiveOperationException {
        var plugins = new Plugins(Map.of(
                WorkerConfig.PLUGIN_PATH_CONFIG,
                PLUGINS.toString(),
                WorkerConfig.PLUGIN_DISCOVERY_CONFIG,
                "SERVICE_LOAD"));

        PluginDesc<Transformation<?>> found = plugins.transformations().stream()
                .filter(plugin -> plugin.className().equals(RouteToExecution.class.getName()))
                .filter(plugin -> plugin.location().startsWith("file:"))
                .findFirst()
                .orElseThrow();

        assertThat(found.version()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(found.loader()).isNotSameAs(getClass().getClassLoader());
        try (Transformation<SourceRecord> route = newInstance(found)) {
            assertThat(route.getClass().getClassLoader()).isSameAs(found.loader());
            route.configure(Map.of("field", "execution_id", "partitions", "4"));
            SourceRecord routed = route.apply(new SourceRecord(
                    Map.of(), Map.of(), "observations", null, null, Map.of("execution_id", "order-17/fetch")));
            assertThat(routed.key()).isEqualTo("order-17/fetch");
            assertThat(routed.kafkaPartition()).isBetween(0, 3);
        }
    }

    @SuppressWarnings("unchecked")
    private static Transformation<SourceRecord> newInstance(PluginDesc<Transformation<?>> plugin)
            throws ReflectiveOperationException {
        return (Transformation<SourceRecord>)
                plugin.pluginClass().getDeclaredConstructor().newInstance();
    }
}
