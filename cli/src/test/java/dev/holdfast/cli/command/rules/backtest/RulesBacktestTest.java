package dev.holdfast.cli.command.rules.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.command.rules.Past;
import dev.holdfast.record.FactValue;
import dev.holdfast.rules.Ruleset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesBacktestTest {
    private static final long MANY = 600;

    @TempDir
    private Path root;

    private Path file = Path.of("");
    private Path pack = Path.of("");

    @BeforeEach
    void record() throws Exception {
        pack = Past.pack(root, 3);
        try (var past = new Past(Ruleset.baseline())) {
            past.count("steady", "downloads", 1, 2, 3, 2);
            past.count("greedy", "downloads", 1, 4, 2);
            past.decide("late", Map.of());
            past.decide("late", Map.of("missedHeartbeats", 3L));
            file = past.write(root.resolve("past.avro"));
        }
    }

    private Outcome backtest(String... words) {
        var all = new ArrayList<>(List.of("rules", "backtest"));
        all.addAll(List.of(words));
        return CommandLineFixture.run(all.toArray(String[]::new));
    }

    private Outcome backtestFile(Path recording, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of(pack.toString(), "--file", recording.toString()));
        return backtest(all.toArray(String[]::new));
    }

    @Test
    void shouldSayWhatWouldHaveGoneOtherwise() {
        Outcome outcome = backtestFile(file);

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("9 decisions on 3 executions, 2026-11-20T10:00:01Z to 2026-11-20T10:00:04Z")
                .contains("candidate: the baseline and downloads (")
                .containsPattern("paused +1 +2 +1 +0 +0 +0 +1")
                .containsPattern("PAUSE  DOWNLOADS_MANY +0 +1 +1 +0  many downloads")
                .contains("new      greedy#2 at 2026-11-20T10:00:02Z: <b>expected at most 3, found</b> 4")
                .contains("1 execution would have gone otherwise\n  greedy, from #2 on")
                .contains("what this cannot see");
    }

    @Test
    void shouldSaySoInJson() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(backtestFile(file, "--format", "json").out());

        assertThat(json.get("paused").get("NEWLY").intValue()).isEqualTo(1);
        assertThat(json.get("differing").get(0).get("wouldPause").get("at").textValue())
                .isEqualTo("2026-11-20T10:00:02Z");
        assertThat(json.get("limits").size()).isEqualTo(3);
    }

    @Test
    void shouldDrawAPageThatNeedsNothingElse() throws Exception {
        Path page = root.resolve("report.html");

        assertThat(backtestFile(file, "--html", page.toString()).status()).isZero();

        assertThat(page).content().contains("<svg", "DOWNLOADS_MANY", "greedy#2", "&lt;b&gt;expected at most 3");
        assertThat(page).content().doesNotContain("<script", "src=", "href=", "http:", "https:", "<b>expected");
    }

    @Test
    void shouldFindNoDifferenceUnderTheSameRules() {
        Outcome outcome = backtest("--baseline", "--file", file.toString());

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("the candidate itself", "no execution would have gone otherwise");
    }

    @Test
    void shouldTakeOnlyTheSpan() {
        assertThat(backtestFile(file, "--from", "2026-11-20T10:00:02Z", "--to", "2026-11-20T10:00:03Z")
                        .out())
                .contains("3 decisions on 3 executions");
        Outcome empty = backtestFile(file, "--from", "2030-01-01T00:00:00Z");
        assertThat(empty.status()).isEqualTo(2);
        assertThat(empty.err())
                .contains("expected decisions from 2030-01-01T00:00:00Z to now", "found none to judge, and 9 outside");
    }

    @Test
    void shouldUseWhatStandsBeforeACut() throws Exception {
        Path cut = many();
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(whole, whole.length * 2 / 3));

        Outcome outcome = backtestFile(cut);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .containsPattern("many.avro, entry [0-9]+: the file is cut off or damaged")
                .contains("it ends within the block that begins at byte", "the figures are of the rest");
        assertThat(decisions(outcome)).isBetween(1L, MANY - 1);
    }

    @Test
    void shouldGoOnBehindGarbage() throws Exception {
        Path damaged = many();
        byte[] whole = Files.readAllBytes(damaged);
        Arrays.fill(whole, whole.length / 2, whole.length / 2 + 200, (byte) 0x5A);
        Files.write(damaged, whole);

        Outcome outcome = backtestFile(damaged);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).containsPattern("many.avro, entry [0-9]+: ").contains("1 parts of the recording");
        assertThat(decisions(outcome)).isBetween(1L, MANY - 1);
        assertThat(outcome.out()).contains(" to 2026-11-20T10:00:02Z");
    }

    private static long decisions(Outcome outcome) {
        return Long.parseLong(
                outcome.out().substring(0, outcome.out().indexOf(' ')).replace(",", ""));
    }

    private Path many() throws Exception {
        try (var past = new Past(Ruleset.baseline())) {
            for (int i = 0; i < MANY; i++) {
                past.count("job-" + i % (MANY - 1), "downloads", i % 7);
            }
            return past.write(root.resolve("many.avro"));
        }
    }

    @Test
    void shouldCountAndNameFactsThatAreNone() throws Exception {
        try (var past = new Past(Ruleset.baseline())) {
            past.count("good", "downloads", 1);
            past.decide("bad", Map.of()).getFacts().add(new FactValue("silenceMillis", "long"));
            past.write(root.resolve("past.avro"));
        }

        Outcome outcome = backtestFile(file);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("past.avro, entry 2: bad#1: expected property `silenceMillis`", "1 parts of the recording");
        assertThat(outcome.out()).contains("1 decisions on 1 executions");
    }

    @Test
    void shouldRefuseWhatIsNoRecording() throws Exception {
        Path text = Files.writeString(root.resolve("text.avro"), "decisions");
        Path other = root.resolve("other.avro");
        Schema schema = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
        try (var writer = new DataFileWriter<GenericRecord>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, other.toFile());
        }

        assertThat(List.of(backtestFile(text), backtestFile(other), backtestFile(root.resolve("none"))))
                .allMatch(outcome -> outcome.status() == 2)
                .allMatch(outcome -> outcome.err().contains("Avro object container file of lineage entries"));
        assertThat(backtestFile(other).err()).contains("one of `Other`");
    }

    @Test
    void shouldRefuseACandidateThatBreaksThePolicy() throws Exception {
        Path rules = pack.resolve("downloads.drl");
        Files.writeString(rules, Files.readString(rules).replace("findings.pause(", "System.exit(3); findings.pause("));

        Outcome outcome = backtestFile(file);

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("the candidate is not sound, nothing was tried", "downloads.drl:11:");
    }

    @Test
    void shouldSayWhatIsWrongWithItsWords() {
        assertThat(backtest("--file", file.toString()).err()).contains("expected folders of packs, or --baseline");
        assertThat(backtestFile(file, "--baseline").status()).isEqualTo(2);
        assertThat(backtestFile(file, "--from", "yesterday").err()).contains("expected an instant such as");
        assertThat(backtestFile(file, "--from", "2026-01-02T00:00:00Z", "--to", "2026-01-01T00:00:00Z")
                        .err())
                .contains("expected --from before --to");
    }

    @Test
    void shouldWriteWhatAnyAvroToolReads() throws Exception {
        try (var reader = new DataFileReader<GenericRecord>(file.toFile(), new GenericDatumReader<>())) {
            assertThat(reader.getSchema().getFullName()).isEqualTo("dev.holdfast.record.LineageEntry");
            assertThat(reader.getMetaString("holdfast.source")).isEqualTo("a test");
            assertThat(reader.next().get("executionId")).hasToString("steady");
        }
    }
}
