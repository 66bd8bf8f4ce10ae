package dev.holdfast.bench.recover;

import dev.holdfast.topology.EvaluatorConfig;
import java.util.Map;
import java.util.TreeMap;

/** How evaluators that stand in for one another are configured: as docker/README.md says. */
final class Recipe {
    static final Map<String, String> STANDBY =
            Map.of(EvaluatorConfig.STANDBY_REPLICAS, "1", EvaluatorConfig.SESSION_TIMEOUT, "2000");

    private Recipe() {}

    /** The same for those of whom it is only to be seen that they work: what takes time at a start is left out. */
    static Map<String, String> hasty() {
        var settings = new TreeMap<>(STANDBY);
        settings.put(EvaluatorConfig.DRY_RUN, "0");
        return settings;
    }
}
