package dev.holdfast.topology.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MeasurableStat;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Value;
import org.apache.kafka.streams.StreamsMetrics;

/**
 * What monitoring sees of a partition's rules, among the metrics of Kafka Streams: MBean {@code kafka.streams:type=holdfast-rules,partition=N}. Counts
 * begin with the task. One thread; close it when done.
 */
final class RuleMetrics implements AutoCloseable {
    /** Group of the metrics. */
    static final String GROUP = "holdfast-rules";

    private final StreamsMetrics metrics;
    private final String partition;
    private final List<Sensor> sensors = new ArrayList<>();
    private final Sensor refused;
    private final Sensor version;
    private final Sensor shadowVersion;
    private final Sensor shadowCompared;
    private final Sensor shadowDiffering;
    private final Sensor shadowFailed;

    RuleMetrics(StreamsMetrics metrics, int partition) {
        this.metrics = metrics;
        this.partition = Integer.toString(partition);
        this.refused = sensor("rulesets-refused-total", "Rulesets that were refused.", new CumulativeSum());
        this.version = sensor(
                "ruleset-version",
                "Version of the ruleset in force; 0 for the one that the evaluator was started with.",
                new Value());
        this.shadowVersion = sensor("shadow-version", "Version of the ruleset on trial; 0 when none is.", new Value());
        this.shadowCompared =
                sensor("shadow-compared-total", "Decisions that were compared with a trial's.", new CumulativeSum());
        this.shadowDiffering = sensor(
                "shadow-differing-total",
                "Decisions that the ruleset on trial would have made otherwise.",
                new CumulativeSum());
        this.shadowFailed = sensor(
                "shadow-failed-total",
                "Decisions about which the ruleset on trial failed or ran away.",
                new CumulativeSum());
    }

    private Sensor sensor(String name, String description, MeasurableStat stat) {
        Sensor sensor = metrics.addSensor(GROUP + "-" + partition + "-" + name, Sensor.RecordingLevel.INFO);
        sensor.add(new MetricName(name, GROUP, description, Map.of("partition", partition)), stat);
        sensors.add(sensor);
        return sensor;
    }

    void refused() {
        refused.record(1);
    }

    void inForce(long rulesetVersion) {
        version.record(rulesetVersion);
    }

    void onTrial(long rulesetVersion) {
        shadowVersion.record(rulesetVersion);
    }

    void compared(boolean differing, boolean failed) {
        shadowCompared.record(1);
        if (differing) {
            shadowDiffering.record(1);
        }
        if (failed) {
            shadowFailed.record(1);
        }
    }

    @Override
    public void close() {
        sensors.forEach(metrics::removeSensor);
        sensors.clear();
    }
}
