package dev.holdfast.cli.command.replay;

import dev.holdfast.cli.command.CommandFailed;
import dev.holdfast.cli.inputs.InputsReplay;
import dev.holdfast.cli.inputs.InputsReplay.Result;
import dev.holdfast.cli.topic.CommittedPartition;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.lineage.Printable;
import dev.holdfast.rules.explain.Wording;
import dev.holdfast.schemas.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of a replay of inputs, for people and for scripts.
 *
 * @param results by partition
 * @param signed whether signatures were compared too
 */
record InputsReport(Map<Integer, Result> results, boolean signed) {

    /**
     * Replays.
     *
     * @param only a partition; negative for all
     */
    static InputsReport of(ExecutorConfig config, InputsReplay.Setting setting, int only)
            throws IOException, CommandFailed {
        int partitions = CommittedPartition.count(config, Topic.ORDER);
        if (only >= partitions) {
            throw new CommandFailed("expected --partition from 0 to " + (partitions - 1) + ", found " + only, 2);
        }
        var results = new TreeMap<Integer, Result>();
        SchemaRegistryClient registry = config.newRegistryClient();
        try {
            for (int partition = 0; partition < partitions; partition++) {
                if (only < 0 || only == partition) {
                    try (var replay = new InputsReplay(config, registry, setting, partition, partitions)) {
                        results.put(partition, replay.run());
                    }
                }
            }
        } finally {
            registry.close();
        }
        return new InputsReport(results, setting.evaluatorKey() != null);
    }

    int exit() {
        if (results.values().stream().anyMatch(Result.Different.class::isInstance)) {
            return 1;
        }
        return results.values().stream().anyMatch(Result.CannotTell.class::isInstance) ? 2 : 0;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        results.forEach((partition, result) -> {
            String name = "partition " + partition + ": ";
            if (result instanceof Result.Different different) {
                lines.add("NOT THE SAME  " + name + different.place() + ", after the input " + different.cause());
                lines.add("    recorded  " + Printable.of(different.recorded()));
                lines.add("    again     " + Printable.of(different.again()));
            } else if (result instanceof Result.CannotTell untold) {
                lines.add("cannot tell   " + name + Printable.of(untold.why()));
            }
            lines.add(name + Wording.number(result.taken()) + " inputs taken again, and the same bytes written: "
                    + result.same().entrySet().stream()
                            .map(each -> each.getKey().logicalName() + " " + Wording.number(each.getValue()))
                            .collect(Collectors.joining(", ")));
        });
        if (!signed) {
            lines.add("Without the evaluator's key its signatures were not compared.");
        }
        return lines;
    }

    Map<String, Object> json() {
        var object = new LinkedHashMap<String, Object>();
        object.put("signaturesCompared", signed);
        var partitions = new ArrayList<Map<String, Object>>();
        results.forEach((partition, result) -> {
            var one = new LinkedHashMap<String, Object>();
            one.put("partition", partition);
            one.put("taken", result.taken());
            var same = new LinkedHashMap<String, Object>();
            result.same().forEach((topic, count) -> same.put(topic.logicalName(), count));
            one.put("same", same);
            if (result instanceof Result.Different different) {
                one.put("place", different.place());
                one.put("cause", different.cause());
                one.put("recorded", different.recorded());
                one.put("again", different.again());
            } else if (result instanceof Result.CannotTell untold) {
                one.put("cannotTell", untold.why());
            }
            partitions.add(one);
        });
        object.put("partitions", partitions);
        return object;
    }
}
