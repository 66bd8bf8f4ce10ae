package dev.holdfast.scenarios.play;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.topology.trial.WrittenRecord;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.util.function.Consumer;

/** Plays scenarios, one after the other. One thread. */
public final class Rehearsal {
    private final MockSchemaRegistryClient registry = new MockSchemaRegistryClient();

    public Rehearsal() {
        new SchemaDeployment(registry, new TopicNames(TopicNames.DEFAULT_PREFIX)).register();
    }

    /** Plays a scenario under rules. What fails stands in the outcome. */
    public Outcome play(Scenario scenario, CompiledRuleset rules) {
        return play(scenario, rules, written -> {});
    }

    /** The same, showing somebody every record that the evaluator writes, in its order. */
    public Outcome play(Scenario scenario, CompiledRuleset rules, Consumer<WrittenRecord> onlooker) {
        return Comparison.of(scenario, Stage.play(scenario, rules, registry, onlooker));
    }
}
