package dev.holdfast.bench.recover;

import dev.holdfast.topology.EvaluatorConfig;
import java.util.Map;
import java.util.TreeMap;

/** Settings of evaluators that stand in for one another. */
final class Recipe {
    private static final Map<String, String> ALL = Map.of(
            "kafka.consumer.session.timeout.ms",
            "2000",
            "kafka.consumer.heartbeat.interval.ms",
            "500",
            "kafka.producer.transaction.timeout.ms",
            "2000");

    private Recipe() {}

    /** @param standbys copies of each state on other evaluators */
    static Map<String, String> with(int standbys) {
        var settings = new TreeMap<>(ALL);
        settings.put(EvaluatorConfig.STANDBY_REPLICAS, String.valueOf(standbys));
        String more = System.getProperty("holdfast.bench.more");
        if (more != null) {
            for (String pair : more.split(",")) {
                settings.put(pair.split("=")[0], pair.split("=")[1]);
            }
        }
        return settings;
    }
}
