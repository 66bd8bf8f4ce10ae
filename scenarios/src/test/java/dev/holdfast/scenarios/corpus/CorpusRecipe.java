package dev.holdfast.scenarios.corpus;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.scenarios.Scenario;
import dev.holdfast.scenarios.play.Rehearsal;
import dev.holdfast.scenarios.suite.TestedPack;
import dev.holdfast.schemas.Topic;
import dev.holdfast.schemas.WireFormat;
import dev.holdfast.topology.trial.WrittenRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Makes the corpus: every decision on record of all scenarios of the packs that ship, in the form of {@code holdfast rules record}, with the rules that decided
 * in the file's metadata, so that packs may change without the corpus.
 */
final class CorpusRecipe {
    static final List<String> PACKS = List.of("admission", "agents", "baseline", "batch", "privacy");
    static final String RULE = "holdfast.rule/";

    private static final Path FOLDER = Path.of("..", "rules", "packs");

    private CorpusRecipe() {}

    /** Plays all of it and writes the file. */
    static void write(Path file) throws IOException, CompiledRuleset.Broken {
        var rehearsal = new Rehearsal();
        var entries = new ArrayList<LineageEntry>();
        var rulesets = new LinkedHashMap<String, Ruleset>();
        for (String pack : PACKS) {
            TestedPack tested = TestedPack.read(FOLDER.resolve(pack));
            CompiledRuleset rules = CompiledRuleset.compile(tested.ruleset());
            rulesets.put(rules.digest(), tested.ruleset());
            for (Scenario scenario : tested.scenarios()) {
                rehearsal.play(scenario, rules, written -> take(written, entries));
            }
        }
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (var writer = new DataFileWriter<LineageEntry>(new SpecificDatumWriter<>(LineageEntry.getClassSchema()))) {
            writer.setCodec(CodecFactory.deflateCodec(9));
            writer.setSyncInterval(1 << 20);
            for (Map.Entry<String, Ruleset> each : rulesets.entrySet()) {
                for (Ruleset.RuleFile rule : each.getValue().files()) {
                    writer.setMeta(RULE + each.getKey() + "/" + rule.path(), rule.text());
                }
            }
            writer.create(LineageEntry.getClassSchema(), file.toFile());
            for (LineageEntry entry : entries) {
                writer.append(entry);
            }
        }
    }

    private static void take(WrittenRecord written, List<LineageEntry> entries) {
        if (written.topic() != Topic.LINEAGE) {
            return;
        }
        WireFormat wire = Objects.requireNonNull(WireFormat.parse(Objects.requireNonNull(written.value())));
        byte[] body = new byte[wire.body().remaining()];
        wire.body().get(body);
        try {
            entries.add(new SpecificDatumReader<>(LineageEntry.class)
                    .read(null, DecoderFactory.get().binaryDecoder(body, null)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
