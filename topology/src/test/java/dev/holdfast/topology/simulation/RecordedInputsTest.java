package dev.holdfast.topology.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.schemas.UnknownSchemas;
import dev.holdfast.topology.process.EvaluatorProcessorSupplier;
import dev.holdfast.topology.process.LeaseSignatures;
import dev.holdfast.topology.process.RulesetCompiler;
import dev.holdfast.topology.scenario.Input;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.topology.simulation.corpus.InputsCorpus;
import dev.holdfast.topology.simulation.corpus.InputsCorpus.RegisteredSchema;
import dev.holdfast.topology.simulation.corpus.RecordedWorld;
import dev.holdfast.topology.simulation.corpus.Recorder;
import dev.holdfast.topology.simulation.task.FastTask;
import dev.holdfast.topology.simulation.task.Suppliers;
import dev.holdfast.topology.simulation.world.Profile;
import dev.holdfast.topology.time.ThreadTime;
import dev.holdfast.topology.trial.ReplayDriver;
import dev.holdfast.topology.trial.WrittenRecord;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * What an evaluator took once, ticks included, must make every later one write the same bytes, signatures included, whatever version of Drools, of Kafka, of the JDK or
 * of this code it is made of. Where another output is meant, make the corpus anew: this test writes what the same seeds come to now to {@code target/corpus/inputs.gz};
 * put that in the place of {@code src/test/resources/dev/holdfast/topology/simulation/inputs.gz}, and name the change in the changelog.
 */
class RecordedInputsTest {
    private static final int WORLDS = 8;
    private static final int MOST_BYTES = 900_000;

    private static InputsCorpus committed() throws Exception {
        try (InputStream in = RecordedInputsTest.class.getResourceAsStream("inputs.gz")) {
            return InputsCorpus.read(Objects.requireNonNull(in, "the corpus is a resource of this test"));
        }
    }

    /** A registry that has what it had then, and what there is now. */
    private static MockSchemaRegistryClient registry(InputsCorpus corpus) throws Exception {
        var registry = new MockSchemaRegistryClient();
        // Ids that were taken then are not given to what is new: this client counts from 1, whatever it was told of.
        int ids = corpus.schemas().stream().mapToInt(RegisteredSchema::id).max().orElseThrow();
        for (int id = 1; id <= ids; id++) {
            registry.register("past", new AvroSchema(Schema.createFixed("Past" + id, null, null, 1)));
        }
        for (RegisteredSchema schema : corpus.schemas()) {
            registry.register(schema.subject(), new AvroSchema(schema.text()), schema.version(), schema.id());
        }
        return ScenarioSetup.deploy(registry);
    }

    /** The first output that is not as it was; empty for none. */
    private static Optional<String> difference(InputsCorpus corpus, RecordedWorld world) throws Exception {
        var supplier = new EvaluatorProcessorSupplier(
                ScenarioSetup.NAMES,
                1,
                Signing.TRUST_DOMAIN,
                Keys.EVALUATOR,
                LeaseSignatures.Signer.PROCESSOR,
                Keys.ROOT.verifyingKey(),
                new RulesetCompiler(CompiledRuleset.compile(corpus.ruleset()), Runnable::run, Runnable::run),
                registry(corpus),
                new UnknownSchemas(),
                (topic, partition, key, value, headers) -> {},
                ThreadLocal.withInitial(ThreadTime::new));
        List<String> recorded = world.outputs().stream().map(Output::image).toList();
        int place = 0;
        try (var replay = new ReplayDriver(supplier, 0)) {
            for (RecordedWorld.Taken taken : world.inputs()) {
                Input input = taken.input();
                for (WrittenRecord each : replay.take(
                        input.topic(),
                        taken.offset(),
                        input.key(),
                        input.value(),
                        input.headers(),
                        Instant.ofEpochMilli(taken.appendedAt()))) {
                    String found = new Output(each.topic(), each.key(), each.value(), each.headers(), each.timestamp())
                            .image();
                    String expected = place < recorded.size() ? recorded.get(place) : "nothing";
                    if (!found.equals(expected)) {
                        return Optional.of("seed " + world.seed() + ", output " + place + ", after "
                                + input.topic().logicalName() + " " + taken.offset() + ": expected " + expected
                                + ", found " + found);
                    }
                    place++;
                }
            }
        }
        return place == recorded.size()
                ? Optional.empty()
                : Optional.of("seed " + world.seed() + ": expected " + recorded.size() + " outputs, found " + place);
    }

    private static InputsCorpus recordedNow() throws Exception {
        var worlds = new ArrayList<RecordedWorld>();
        LongStream.rangeClosed(1, WORLDS)
                .forEach(seed -> new Simulation(
                                Profile.ALL, FastTask::start, truth -> List.of(new Recorder(seed, worlds)))
                        .play(seed));
        var schemas = new ArrayList<RegisteredSchema>();
        for (String subject : Suppliers.REGISTRY.getAllSubjects()) {
            for (int version : Suppliers.REGISTRY.getAllVersions(subject)) {
                var schema = Suppliers.REGISTRY.getSchemaMetadata(subject, version);
                schemas.add(new RegisteredSchema(subject, version, schema.getId(), schema.getSchema()));
            }
        }
        return new InputsCorpus(schemas, Ruleset.baseline().files(), worlds);
    }

    @Test
    void shouldWriteTheSameBytesForWhatWasTakenOnce() throws Exception {
        InputsCorpus corpus = committed();

        assertThat(corpus.worlds()).hasSize(WORLDS);
        for (RecordedWorld world : corpus.worlds()) {
            assertThat(world.outputs()).hasSizeGreaterThan(20);
            assertThat(difference(corpus, world)).isEmpty();
        }
    }

    @Test
    void shouldNameTheFirstOutputThatIsNotAsItWas() throws Exception {
        InputsCorpus corpus = committed();
        RecordedWorld world = corpus.worlds().get(0);
        int last = world.inputs().size() - 1;
        while (difference(corpus, new RecordedWorld(world.seed(), world.inputs().subList(0, last), world.outputs()))
                .isEmpty()) {
            // The last inputs of a world may come too late to bring about anything.
            last--;
        }

        assertThat(difference(
                        corpus, new RecordedWorld(world.seed(), world.inputs().subList(0, last), world.outputs())))
                .hasValueSatisfying(difference -> assertThat(difference)
                        .startsWith("seed 1: expected " + world.outputs().size() + " outputs"));
        var later = new ArrayList<>(world.inputs());
        later.replaceAll(taken -> new RecordedWorld.Taken(taken.offset(), taken.input(), taken.appendedAt() + 1));
        assertThat(difference(corpus, new RecordedWorld(world.seed(), later, world.outputs())))
                .hasValueSatisfying(difference -> assertThat(difference).startsWith("seed 1, output 0, after "));
    }

    @Test
    void shouldWriteWhatTheSeedsComeToNow() throws Exception {
        InputsCorpus now = recordedNow();
        Path file = Path.of("target", "corpus", "inputs.gz");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        now.write(Files.newOutputStream(file));

        assertThat(Files.size(file)).isLessThan(MOST_BYTES);
        InputsCorpus read = InputsCorpus.read(Files.newInputStream(file));
        assertThat(read.worlds()).hasSameSizeAs(now.worlds());
        assertThat(difference(read, read.worlds().get(0))).isEmpty();
    }
}
