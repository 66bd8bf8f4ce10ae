package dev.holdfast.schemas.connection;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** A configuration of which every key is known. */
public class StrictConfig extends AbstractConfig {
    /** What follows this prefix goes to every Kafka client as it is: {@code kafka.security.protocol=SSL}. */
    public static final String KAFKA_PREFIX = "kafka.";

    private static final int FAR = 4;

    /** @throws ConfigException when a key is not known, required and missing, or has a value out of range; names the key */
    protected StrictConfig(ConfigDef definition, Map<String, String> values) {
        super(definition, checked(definition, values), false);
    }

    /**
     * Reads a properties file (UTF-8).
     *
     * @throws ConfigException when it cannot be read; names the file
     */
    public static Map<String, String> read(Path file) {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new ConfigException("configuration `" + file + "`: there is no such file");
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("configuration `" + file + "`: cannot be read: " + e.getMessage());
        }
        var values = new HashMap<String, String>();
        properties.forEach(
                (key, value) -> values.put(key.toString(), value.toString().trim()));
        return values;
    }

    /** What goes to every Kafka client, without the prefix. */
    public Map<String, Object> kafka() {
        return new TreeMap<>(originalsWithPrefix(KAFKA_PREFIX));
    }

    private static Map<String, String> checked(ConfigDef definition, Map<String, String> values) {
        for (String key : values.keySet()) {
            if (!key.startsWith(KAFKA_PREFIX) && !definition.names().contains(key)) {
                String hint = nearest(key, definition)
                        .map(name -> "; did you mean `" + name + "`?")
                        .orElse("; known keys: " + String.join(", ", new TreeMap<>(definition.configKeys()).keySet()));
                throw new ConfigException("unknown configuration key `" + key + "`" + hint);
            }
        }
        return values;
    }

    private static Optional<String> nearest(String key, ConfigDef definition) {
        return definition.names().stream()
                .filter(name -> distance(key, name) < FAR)
                .min(Comparator.<String>comparingInt(name -> distance(key, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
