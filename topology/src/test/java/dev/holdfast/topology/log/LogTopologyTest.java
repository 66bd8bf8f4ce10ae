package dev.holdfast.topology.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lineage.EntryHash;
import dev.holdfast.lineage.merkle.Frontier;
import dev.holdfast.lineage.merkle.Hash;
import dev.holdfast.lineage.note.Checkpoint;
import dev.holdfast.lineage.note.SignedNote;
import dev.holdfast.lineage.note.VerifierKey;
import dev.holdfast.record.LogCheckpoint;
import dev.holdfast.schemas.RecordCodec;
import dev.holdfast.schemas.Topic;
import dev.holdfast.topology.scenario.EvaluatorScenario;
import dev.holdfast.topology.scenario.Keys;
import dev.holdfast.topology.scenario.Output;
import dev.holdfast.topology.scenario.ScenarioSetup;
import dev.holdfast.topology.scenario.Signing;
import dev.holdfast.trust.signature.MlDsaSigningKey;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTopologyTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String ORIGIN = Signing.TRUST_DOMAIN + "/lineage/0";
    private static final List<byte[]> ENTRIES = entries();

    @TempDir
    private Path directory;

    private final MockSchemaRegistryClient registry = ScenarioSetup.deployedRegistry();
    private final RecordCodec codec = new RecordCodec(registry, ScenarioSetup.NAMES);
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> lineage;
    private TestOutputTopic<byte[], byte[]> checkpoints;

    @BeforeEach
    void start() {
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "log");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused.invalid:9092");
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        var supplier = new LogProcessorSupplier(ScenarioSetup.NAMES, Signing.TRUST_DOMAIN, Keys.EVALUATOR, registry);
        driver = new TopologyTestDriver(LogTopology.build(supplier), config, START);
        lineage = driver.createInputTopic("holdfast.lineage", new ByteArraySerializer(), new ByteArraySerializer());
        checkpoints = driver.createOutputTopic(
                "holdfast.checkpoints", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
        codec.close();
    }

    private static List<byte[]> entries() {
        try (var scenario = EvaluatorScenario.start()) {
            scenario.leased("job-1").beatFor(30);
            scenario.leased("job-2");
            scenario.advance(Duration.ofSeconds(20));
            return scenario.outputs().stream()
                    .filter(output -> output.topic() == Topic.LINEAGE)
                    .map(Output::value)
                    .toList();
        }
    }

    private static Frontier treeOver(List<byte[]> entries) {
        Frontier tree = Frontier.empty();
        for (byte[] entry : entries) {
            tree = tree.append(Hash.of(EntryHash.ofRecord(entry)));
        }
        return tree;
    }

    private List<LogCheckpoint> read() {
        return checkpoints.readValuesToList().stream()
                .map(value -> codec.decode(Topic.CHECKPOINTS, value, LogCheckpoint.class))
                .toList();
    }

    private static SignedNote noteOf(LogCheckpoint checkpoint) {
        var parsed = SignedNote.parse(checkpoint.getNote().getBytes(StandardCharsets.UTF_8));
        assertThat(parsed).isInstanceOf(SignedNote.Parsed.Note.class);
        return ((SignedNote.Parsed.Note) parsed).value();
    }

    @Test
    void shouldSignTheTreeOverAllEntries() {
        ENTRIES.forEach(entry -> lineage.pipeInput(entry));

        driver.advanceWallClockTime(Duration.ofSeconds(1));

        Frontier tree = treeOver(ENTRIES);
        assertThat(ENTRIES).hasSizeGreaterThan(8);
        assertThat(read()).singleElement().satisfies(checkpoint -> {
            assertThat(checkpoint.getOrigin()).isEqualTo(ORIGIN);
            assertThat(checkpoint.getSize()).isEqualTo(ENTRIES.size());
            assertThat(checkpoint.getRootHash())
                    .isEqualTo(ByteBuffer.wrap(tree.root().bytes()));
            assertThat(noteOf(checkpoint).text())
                    .isEqualTo(
                            Checkpoint.of(ORIGIN, ENTRIES.size(), tree.root()).text());
        });
    }

    @Test
    void shouldSignByBothOfItsKeys() {
        lineage.pipeInput(ENTRIES.get(0));
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        SignedNote note = noteOf(read().get(0));
        var ed25519 = new VerifierKey.Ed25519(ORIGIN, Keys.EVALUATOR.verifyingKey());
        var mlDsa = new VerifierKey.MlDsa(
                ORIGIN, MlDsaSigningKey.derivedFrom(Keys.EVALUATOR).verifyingKey());
        var stranger = new VerifierKey.Ed25519(ORIGIN, Keys.ISSUER.verifyingKey());

        assertThat(note.check(List.of(ed25519, mlDsa)))
                .isInstanceOfSatisfying(
                        SignedNote.Check.Believed.class,
                        believed -> assertThat(believed.valid()).hasSize(2));
        assertThat(note.check(List.of(stranger))).isInstanceOf(SignedNote.Check.Refused.class);
    }

    @Test
    void shouldSignNothingTwiceAndNothingTooOften() {
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(read()).isEmpty();
        lineage.pipeInput(ENTRIES.get(0));
        driver.advanceWallClockTime(Duration.ofMillis(50));
        lineage.pipeInput(ENTRIES.get(1));
        driver.advanceWallClockTime(Duration.ofMillis(50));

        assertThat(read()).extracting(LogCheckpoint::getSize).containsExactly(1L);
        driver.advanceWallClockTime(LogProcessor.APART);
        assertThat(read()).extracting(LogCheckpoint::getSize).containsExactly(2L);
        driver.advanceWallClockTime(Duration.ofSeconds(10));
        assertThat(read()).isEmpty();
    }

    @Test
    void shouldTakeWhatIsNoEntryForALeafOfItsBytes() {
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        byte[] unknown = ByteBuffer.allocate(9).put((byte) 0).putInt(123_456).array();
        lineage.pipeInput(garbage);
        lineage.pipeInput(unknown);

        driver.advanceWallClockTime(Duration.ofSeconds(1));

        Frontier tree = Frontier.empty().append(Hash.ofLeaf(garbage)).append(Hash.ofLeaf(unknown));
        assertThat(read())
                .singleElement()
                .extracting(LogCheckpoint::getRootHash)
                .isEqualTo(ByteBuffer.wrap(tree.root().bytes()));
    }

    @Test
    void shouldFindItsTreeAgainInItsStore() {
        List<byte[]> many = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> ENTRIES.get(i % ENTRIES.size()))
                .toList();
        many.forEach(entry -> lineage.pipeInput(entry));

        var store = new LogStore(driver.getKeyValueStore(LogStore.NAME));

        assertThat(store.frontier()).isEqualTo(treeOver(many));
    }
}
