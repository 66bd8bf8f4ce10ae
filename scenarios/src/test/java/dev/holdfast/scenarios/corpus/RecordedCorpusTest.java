package dev.holdfast.scenarios.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.replay.Repetition;
import dev.holdfast.rules.replay.Replay;
import dev.holdfast.schemas.GeneratedClasses;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

/**
 * Decisions that were recorded once must be decided the same way for ever, whatever version of Drools, of the JDK or of this code decides them. Where a change of
 * decisions is meant, make the corpus anew: this test writes what the scenarios come to now to {@code target/corpus/decisions.avro}; put that in the place of
 * {@code src/test/resources/dev/holdfast/scenarios/corpus/decisions.avro}, and name the change in the changelog among those of rule semantics.
 */
class RecordedCorpusTest {
    private static final long MOST_BYTES = 500_000;

    static {
        GeneratedClasses.trust();
    }

    private static byte[] committed() throws Exception {
        try (InputStream in = RecordedCorpusTest.class.getResourceAsStream("decisions.avro")) {
            return Objects.requireNonNull(in, "the corpus is a resource of this test")
                    .readAllBytes();
        }
    }

    /** The places at which a decision is made otherwise, after a change. */
    private static List<String> different(byte[] file, BiConsumer<Integer, LineageEntry> change) throws Exception {
        var different = new ArrayList<String>();
        var reader = new SpecificDatumReader<LineageEntry>(
                LineageEntry.getClassSchema(), LineageEntry.getClassSchema(), new LineageEntry().getSpecificData());
        try (var entries = new DataFileReader<LineageEntry>(new SeekableByteArrayInput(file), reader)) {
            Map<String, Repetition> repetitions = repetitions(entries);
            var replay = new Replay();
            int number = 0;
            for (LineageEntry entry : entries) {
                number++;
                change.accept(number, entry);
                Replay.Result result = replay.take(Objects.requireNonNull(
                                repetitions.get(entry.getRulesetDigest()), "the corpus holds its rulesets")
                        .repeat(entry));
                if (!(result instanceof Replay.Result.Same)) {
                    different.add(
                            "entry " + number + ": " + entry.getExecutionId() + "#" + entry.getEntry() + ": " + result);
                }
            }
            repetitions.values().forEach(Repetition::close);
        }
        return different;
    }

    private static Map<String, Repetition> repetitions(DataFileReader<LineageEntry> file) throws Exception {
        var files = new TreeMap<String, List<Ruleset.RuleFile>>();
        for (String key : file.getMetaKeys()) {
            if (key.startsWith(CorpusRecipe.RULE)) {
                String[] parts = key.substring(CorpusRecipe.RULE.length()).split("/", 2);
                files.computeIfAbsent(parts[0], none -> new ArrayList<>())
                        .add(new Ruleset.RuleFile(parts[1], file.getMetaString(key)));
            }
        }
        var repetitions = new TreeMap<String, Repetition>();
        for (Map.Entry<String, List<Ruleset.RuleFile>> each : files.entrySet()) {
            Ruleset ruleset = Ruleset.of(each.getValue());
            assertThat(ruleset.digest()).isEqualTo(each.getKey());
            repetitions.put(each.getKey(), new Repetition(CompiledRuleset.compile(ruleset)));
        }
        return repetitions;
    }

    @Test
    void shouldDecideWhatWasRecordedTheSameWay() throws Exception {
        var verdicts = new TreeMap<VerdictKind, Integer>();
        var rulesets = new TreeMap<String, Integer>();
        byte[] file = committed();

        List<String> different = different(file, (number, entry) -> {
            verdicts.merge(entry.getVerdict(), 1, Integer::sum);
            rulesets.merge(entry.getRulesetDigest(), 1, Integer::sum);
        });

        assertThat(different).isEmpty();
        assertThat(verdicts).containsOnlyKeys(VerdictKind.values());
        assertThat(rulesets)
                .as("one for each pack, of which two are always in force")
                .hasSizeGreaterThanOrEqualTo(4);
        assertThat(verdicts.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(250);
        assertThat(file.length).isLessThan((int) MOST_BYTES);
    }

    @Test
    void shouldNameTheOneDecisionWhoseFactsWereChanged() throws Exception {
        var changed = new ArrayList<Integer>();

        List<String> different = different(committed(), (number, entry) -> {
            if (changed.isEmpty() && number > 100 && entry.getVerdict() == VerdictKind.TRUSTED) {
                changed.add(number);
                for (FactValue fact : entry.getFacts()) {
                    if (fact.getName().equals("missedHeartbeats")) {
                        fact.setValue(7L);
                    }
                }
            }
        });

        assertThat(different).hasSize(1);
        assertThat(different.get(0))
                .startsWith("entry " + changed.get(0) + ": ")
                .contains("Different", "PAUSE");
    }

    @Test
    void shouldWriteWhatTheScenariosComeToNow() throws Exception {
        Path file = Path.of("target", "corpus", "decisions.avro");

        CorpusRecipe.write(file);

        assertThat(different(Files.readAllBytes(file), (number, entry) -> {})).isEmpty();
    }
}
