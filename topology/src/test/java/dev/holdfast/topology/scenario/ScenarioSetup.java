package dev.holdfast.topology.scenario;

import dev.holdfast.record.Role;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.SchemaDeployment;
import dev.holdfast.schemas.TopicNames;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.process.RulesetCompiler;
import dev.holdfast.topology.time.ThreadTime;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

/** What a scenario starts with. */
public final class ScenarioSetup {
    /** What topics are called in scenarios. */
    public static final TopicNames NAMES = new TopicNames(TopicNames.DEFAULT_PREFIX);

    private int partitions = 1;
    private SchemaRegistryClient registry = deployedRegistry();
    private SchemaRegistryClient registryOfEvaluator = registry;
    private Map<String, Map<String, byte[]>> stored = Map.of();
    private Instant startsAt = EvaluatorScenario.START;
    private Duration brokerAhead = Duration.ZERO;
    private boolean governed = true;
    private CompiledRuleset rules;
    private Executor compiling = Runnable::run;

    ScenarioSetup() {}

    private static final class Baseline {
        private static final CompiledRuleset COMPILED = compile();

        private static CompiledRuleset compile() {
            try {
                return CompiledRuleset.compile(Ruleset.baseline());
            } catch (CompiledRuleset.Broken e) {
                throw new AssertionError("the baseline does not compile", e);
            }
        }
    }

    /** How many partitions the deployment has; the evaluator of the scenario has number 0. */
    public ScenarioSetup partitions(int count) {
        partitions = count;
        return this;
    }

    /** The registry as the evaluator alone sees it; producers go on with a healthy one that holds the same. */
    public ScenarioSetup registryOfEvaluator(SchemaRegistryClient client) {
        registryOfEvaluator = client;
        return this;
    }

    /** What the evaluator's store holds when it starts. */
    public ScenarioSetup stored(Map<String, byte[]> content) {
        stored = Map.of(EvaluatorScenario.STORE, content);
        return this;
    }

    /** All that another one left behind, as a process finds it that takes its place. */
    public ScenarioSetup after(EvaluatorScenario before) {
        stored = Map.of(
                EvaluatorScenario.STORE, before.store(),
                EvaluatorScenario.ACTS, before.acts(),
                EvaluatorScenario.ORDER, before.order(),
                EvaluatorScenario.SHADOW, before.shadow());
        governed = false;
        return startsAt(before.wallClock());
    }

    /** The evaluator's clock at the start. */
    public ScenarioSetup startsAt(Instant wallClock) {
        startsAt = wallClock;
        return this;
    }

    /** Without any authority: nobody may grant or order. */
    public ScenarioSetup ungoverned() {
        governed = false;
        return this;
    }

    /** The ruleset in force; otherwise the baseline is. */
    public ScenarioSetup rules(CompiledRuleset ruleset) {
        rules = ruleset;
        return this;
    }

    /** Where published rulesets are compiled; otherwise at once, where they are taken. */
    public ScenarioSetup compiling(Executor executor) {
        compiling = executor;
        return this;
    }

    /** How far the broker's clock is ahead of the evaluator's. */
    public ScenarioSetup brokerAhead(Duration ahead) {
        brokerAhead = ahead;
        return this;
    }

    /** A registry with every schema, as a deployment has it. */
    public static MockSchemaRegistryClient deployedRegistry() {
        return deploy(new MockSchemaRegistryClient());
    }

    /** Registers every schema; ids are the same in every registry that starts empty. */
    public static <R extends SchemaRegistryClient> R deploy(R registry) {
        new SchemaDeployment(registry, NAMES).register();
        return registry;
    }

    /** The baseline, compiled once for all. */
    public static CompiledRuleset baseline() {
        return Baseline.COMPILED;
    }

    public static String rulesetDigest() {
        return Baseline.COMPILED.digest();
    }

    /** The supplier of the evaluator's processor. */
    EvaluatorProcessorSupplier supplier(RecordedSends sends) {
        return new EvaluatorProcessorSupplier(
                NAMES,
                partitions,
                Signing.TRUST_DOMAIN,
                Keys.EVALUATOR,
                LeaseSignatures.Signer.PROCESSOR,
                Keys.ROOT.verifyingKey(),
                new RulesetCompiler(rules == null ? Baseline.COMPILED : rules, compiling, compiling),
                Objects.requireNonNull(registryOfEvaluator),
                new UnknownSchemas(),
                sends,
                ThreadLocal.withInitial(ThreadTime::new));
    }

    /** The supplier of the evaluator's processor, for looking at the topology alone. */
    public EvaluatorProcessorSupplier supplier() {
        return supplier(new RecordedSends());
    }

    public EvaluatorScenario start() {
        var sends = new RecordedSends();
        var driver = new Driver(supplier(sends), stored, sends, startsAt);
        var scenario = new EvaluatorScenario(driver, new RecordCodec(registry, NAMES), startsAt, brokerAhead);
        if (governed) {
            scenario.begin(Acts.authority("issuers", Role.GRANT_ISSUER, Keys.ISSUER));
            scenario.begin(Acts.authority("operators", Role.OPERATOR, Keys.OPERATOR));
        }
        return scenario;
    }
}
