package dev.holdfast.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What {@link CommandLatency} found.
 *
 * @param plan what was done
 * @param nanos from the sending of a violating heartbeat to the receipt of the pause by its guard
 * @param floodedNanos the same while garbage flooded the heartbeats; empty when none did
 * @param unanswered violations that no pause answered in time
 * @param postponed violations for which no guarded execution was healthy at the moment; not sent, not counted elsewhere
 * @param heartbeats sent by executions without a guard, warm-up included
 * @param heartbeatsLost of them, not taken by Kafka
 * @param lateNanos how long after their intended moments they were sent while it counted: how busy the machine was
 * @param unexpectedCommands commands to guarded executions that nothing was done for: action and findings, and how often
 * @param guardsFailed guards that could not be opened
 * @param deadLetters records that the evaluator rejected: reason, and how often
 */
record LatencyReport(
        LatencyPlan plan,
        Histogram nanos,
        Histogram floodedNanos,
        long unanswered,
        long postponed,
        long heartbeats,
        long heartbeatsLost,
        Histogram lateNanos,
        Map<String, Long> unexpectedCommands,
        long guardsFailed,
        Map<String, Long> deadLetters) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    /** Whether every violation was answered and the load was as planned; says nothing about time. */
    boolean isSound() {
        return nanos.getTotalCount() > 0
                && (plan.garbagePerSecond() == 0 || floodedNanos.getTotalCount() > 0)
                && unanswered == 0
                && heartbeatsLost == 0
                && unexpectedCommands.isEmpty()
                && guardsFailed == 0
                && plan.isSoundWith(deadLetters);
    }

    /** All of it, for JSON; times in milliseconds. */
    Map<String, Object> toMap() {
        var map = new LinkedHashMap<String, Object>();
        map.put("benchmark", "command-latency");
        map.put("commands", nanos.getTotalCount());
        map.put("latencyMillis", percentiles(nanos));
        if (plan.garbagePerSecond() > 0) {
            map.put("floodedCommands", floodedNanos.getTotalCount());
            map.put("floodedLatencyMillis", percentiles(floodedNanos));
        }
        map.put("unanswered", unanswered);
        map.put("postponed", postponed);
        map.put("heartbeats", heartbeats);
        map.put("heartbeatsLost", heartbeatsLost);
        map.put("heartbeatLateMillis", percentiles(lateNanos));
        map.put("unexpectedCommands", unexpectedCommands);
        map.put("guardsFailed", guardsFailed);
        map.put("deadLetters", deadLetters);
        map.put("sound", isSound());
        map.put("executions", plan.executions());
        map.put("guarded", plan.guarded());
        map.put("violationsPerSecond", plan.violationsPerSecond());
        map.put("warmUpSeconds", plan.warmUp().toSeconds());
        map.put("measuredSeconds", plan.measured().toSeconds());
        map.put("partitions", plan.partitions());
        map.put("garbagePerSecond", plan.garbagePerSecond());
        map.put("garbageBytes", plan.garbageBytes());
        map.put("seed", plan.seed());
        map.put("processors", Runtime.getRuntime().availableProcessors());
        map.put("java", Runtime.version().toString());
        return map;
    }

    /** For people, several lines. */
    String toText() {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "violating heartbeat sent to command received by its guard, %d commands, %d executions (%d guarded), %d s:%n ",
                nanos.getTotalCount(),
                plan.executions(),
                plan.guarded(),
                plan.measured().toSeconds()));
        append(text, nanos);
        if (plan.garbagePerSecond() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "under a flood of %d dead letters a second, %d commands, %d s:%n ",
                    plan.garbagePerSecond(),
                    floodedNanos.getTotalCount(),
                    plan.measured().toSeconds()));
            append(text, floodedNanos);
        }
        text.append(String.format(
                Locale.ROOT,
                "  unanswered %d, postponed %d; load: %d heartbeats, %d lost, late p50 %.2f ms p99 %.2f ms max %.2f ms%n",
                unanswered,
                postponed,
                heartbeats,
                heartbeatsLost,
                millis(lateNanos.getValueAtPercentile(50)),
                millis(lateNanos.getValueAtPercentile(99)),
                millis(lateNanos.getMaxValue())));
        text.append(String.format(
                Locale.ROOT,
                "  unexpected commands %s, guards failed %d, dead letters %s: %s",
                unexpectedCommands,
                guardsFailed,
                deadLetters,
                isSound() ? "sound" : "NOT SOUND, the figures do not count"));
        return text.toString();
    }

    private static void append(StringBuilder text, Histogram nanos) {
        for (double percentile : PERCENTILES) {
            text.append(String.format(
                    Locale.ROOT, " %s %.2f ms ", name(percentile), millis(nanos.getValueAtPercentile(percentile))));
        }
        text.append(String.format(Locale.ROOT, " max %.2f ms%n", millis(nanos.getMaxValue())));
    }

    private static Map<String, Object> percentiles(Histogram histogram) {
        var map = new LinkedHashMap<String, Object>();
        for (double percentile : PERCENTILES) {
            map.put(name(percentile), millis(histogram.getValueAtPercentile(percentile)));
        }
        map.put("max", millis(histogram.getMaxValue()));
        map.put("mean", millis(histogram.getMean()));
        return map;
    }

    private static String name(double percentile) {
        return percentile == Math.rint(percentile)
                ? String.format(Locale.ROOT, "p%.0f", percentile)
                : String.format(Locale.ROOT, "p%.1f", percentile);
    }

    private static double millis(double nanoseconds) {
        return Math.round(nanoseconds / 1_000) / 1_000.0;
    }
}
