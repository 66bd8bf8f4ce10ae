package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** {@code docker/compose.yaml}, as far as tests ask about it. */
record ComposeFile(JsonNode root) {
    static final Path DIRECTORY = Path.of("..", "docker");

    static ComposeFile read() throws IOException {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .build();
        return new ComposeFile(mapper.readTree(DIRECTORY.resolve("compose.yaml").toFile()));
    }

    List<String> services() {
        return names(root.required("services"));
    }

    JsonNode service(String name) {
        return root.required("services").required(name);
    }

    List<String> volumes() {
        return names(root.required("volumes"));
    }

    /** The broker's settings as the image's entry point makes them out of variables: dots for underscores. */
    Map<String, String> brokerSettings() {
        var settings = new TreeMap<String, String>();
        service("kafka").required("environment").properties().forEach(variable -> {
            if (variable.getKey().startsWith("KAFKA_")) {
                settings.put(
                        variable.getKey()
                                .substring("KAFKA_".length())
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'),
                        variable.getValue().asText());
            }
        });
        return settings;
    }

    /** Address by listener name, of those that are advertised. */
    Map<String, String> advertised() {
        var addresses = new TreeMap<String, String>();
        for (String listener : brokerSettings().get("advertised.listeners").split(",", -1)) {
            String[] parts = listener.split("://", 2);
            addresses.put(parts[0], parts[1]);
        }
        return addresses;
    }

    /** What a service runs, without the entry point. */
    List<String> command(String service) {
        return texts(service(service).required("command"));
    }

    /** Target to source of the files that a service mounts from the host. */
    Map<String, String> mountedFiles(String service) {
        var mounts = new TreeMap<String, String>();
        for (JsonNode volume : service(service).path("volumes")) {
            if (volume.isObject()) {
                mounts.put(
                        volume.required("target").asText(),
                        volume.required("source").asText());
            }
        }
        return mounts;
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
