package dev.holdfast.topology.simulation.task;

import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.process.RulesetCompiler;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.time.ThreadTime;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueStore;

/** What all tasks of all simulations share: one registry, and each ruleset compiled once. Any thread. */
public final class Suppliers {
    /** A registry with every schema. */
    public static final SchemaRegistryClient REGISTRY = ScenarioSetup.deployedRegistry();

    private static final RulesetCompiler COMPILER =
            new RulesetCompiler(ScenarioSetup.baseline(), Runnable::run, Runnable::run);

    private Suppliers() {}

    /** The supplier of one task, which puts its ticks there. */
    static EvaluatorProcessorSupplier sendingTo(List<Input> ticks) {
        return new EvaluatorProcessorSupplier(
                ScenarioSetup.NAMES,
                1,
                Signing.TRUST_DOMAIN,
                Keys.EVALUATOR,
                LeaseSignatures.Signer.PROCESSOR,
                Keys.ROOT.verifyingKey(),
                COMPILER,
                REGISTRY,
                new UnknownSchemas(),
                (topic, partition, key, value, headers) -> {
                    if (topic == Topic.TICKS) {
                        ticks.add(new Input(topic, key, value, List.of(headers.toArray())));
                    }
                },
                ThreadLocal.withInitial(ThreadTime::new));
    }

    /** All that a store holds. */
    static SortedMap<String, byte[]> content(KeyValueStore<byte[], byte[]> store) {
        var content = new TreeMap<String, byte[]>();
        try (var all = store.all()) {
            all.forEachRemaining(entry -> content.put(new String(entry.key, StandardCharsets.UTF_8), entry.value));
        }
        return content;
    }
}
