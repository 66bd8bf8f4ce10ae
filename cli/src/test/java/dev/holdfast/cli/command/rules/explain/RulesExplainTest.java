package dev.holdfast.cli.command.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.command.rules.Packs;
import dev.holdfast.cli.command.rules.Past;
import dev.holdfast.record.FactValue;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.pack.Pack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesExplainTest {
    @TempDir
    private Path root;

    private Outcome explain(Path file, String... words) {
        var all = new ArrayList<>(List.of("rules", "explain"));
        all.addAll(List.of(words));
        all.addAll(List.of("--file", file.toString()));
        return CommandLineFixture.run(all.toArray(String[]::new));
    }

    private Path late() throws Exception {
        try (var past = new Past(Ruleset.baseline())) {
            past.decide("job-1", Map.of("missedHeartbeats", 2L));
            past.decide("job-1", Map.of("missedHeartbeats", 3L, "silenceMillis", 3_100L));
            past.decide("job-1/fetch", Map.of());
            past.decide("job-1", Map.of());
            return past.write(root.resolve("past.avro"));
        }
    }

    @Test
    void shouldSayWhichRuleFiredOnWhichValues() throws Exception {
        Outcome outcome = explain(late(), "job-1#2");

        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains(
                        "job-1#2: PAUSE",
                        "2026-11-20T10:00:02Z, on a heartbeat (holdfast.heartbeats-0, offset 2)",
                        "from TRUSTED to PAUSED",
                        "(the baseline that ships)",
                        "heartbeats late (baseline/heartbeats.drl:",
                        "-> PAUSE HEARTBEATS_LATE",
                        "missedHeartbeats >= 3   missedHeartbeats = 3",
                        "judged again: the same");
    }

    @Test
    void shouldTakeTheLastDecisionUpToAnInstant() throws Exception {
        Path file = late();

        assertThat(explain(file, "job-1").out()).startsWith("job-1#3: TRUSTED");
        assertThat(explain(file, "job-1", "--at", "2026-11-20T10:00:01Z").out())
                .startsWith("job-1#1: TRUSTED")
                .contains("missedHeartbeats >= 3   needs at least 3, found 2: 1 short (33 %)");
        assertThat(explain(file, "job-1/fetch", "--entry", "1").out()).startsWith("job-1/fetch#1: TRUSTED");
    }

    @Test
    void shouldSayAllOfItInJson() throws Exception {
        JsonNode json =
                new ObjectMapper().readTree(explain(late(), "job-1#2", "--json").out());

        assertThat(json.get("agrees").booleanValue()).isTrue();
        assertThat(json.get("fired")
                        .get(0)
                        .get("conditions")
                        .get(0)
                        .get("values")
                        .get("missedHeartbeats")
                        .textValue())
                .isEqualTo("3");
        assertThat(json.get("nearlyFired").size() + json.get("farFromFiring").intValue())
                .isGreaterThan(10);
    }

    @Test
    void shouldSayLoudlyThatAnEntryWasChanged() throws Exception {
        Path file;
        try (var past = new Past(Ruleset.baseline())) {
            past.decide("job-1", Map.of("missedHeartbeats", 3L)).setFindings(List.of());
            file = past.write(root.resolve("past.avro"));
        }

        Outcome outcome = explain(file, "job-1");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out())
                .contains(
                        "!! JUDGED AGAIN, THE SAME FACTS COME TO SOMETHING ELSE: PAUSE",
                        "only now:       PAUSE HEARTBEATS_LATE")
                .doesNotContain("judged again: the same");
    }

    @Test
    void shouldFindTheRulesetAmongThePacksThatAreNamed() throws Exception {
        Path pack = Past.pack(root, 3);
        Path file;
        try (var past = new Past(Pack.withBaseline(Packs.read(List.of(pack)).packs()))) {
            past.count("job-1", "downloads", 4);
            file = past.write(root.resolve("past.avro"));
        }

        Outcome without = explain(file, "job-1");
        Outcome with = explain(file, "job-1", "--rules", pack.toString());
        Files.writeString(
                pack.resolve("downloads.drl"),
                Files.readString(pack.resolve("downloads.drl")).replace("> 3", "> 4"));
        Outcome changed = explain(file, "job-1", "--rules", pack.toString());

        assertThat(without.status()).isEqualTo(2);
        assertThat(without.err()).contains("expected to find the ruleset", "with --rules");
        assertThat(with.status()).as(with.err()).isZero();
        assertThat(with.out())
                .contains(
                        "(the packs of --rules)",
                        "risenInMinute[\"downloads\"] > 3   risenInMinute[\"downloads\"] = 4");
        assertThat(changed.status()).isEqualTo(2);
        assertThat(changed.err()).contains("nor what --rules names");
    }

    @Test
    void shouldTakeTheExecutionBehindTheFolders() throws Exception {
        Path file = late();
        Path pack = Past.pack(root, 3);
        Path other = Past.pack(Files.createDirectories(root.resolve("elsewhere/other")), 3);
        Path named = Files.move(other, root.resolve("elsewhere/uploads"));

        Outcome one = explain(file, "--rules", pack.toString(), "job-1#2");
        Outcome two = explain(file, "--rules", pack.toString(), "--rules", named.toString(), "job-1#2");

        assertThat(one.status()).as(one.err()).isZero();
        assertThat(one.out()).startsWith("job-1#2: PAUSE");
        assertThat(two.status()).as(two.err()).isZero();
        assertThat(two.out()).startsWith("job-1#2: PAUSE");
    }

    @Test
    void shouldSayWhatIsWrongWithFactsThatNoEvaluatorWrites() throws Exception {
        Path file;
        try (var past = new Past(Ruleset.baseline())) {
            past.decide("job-1", Map.of()).getFacts().add(new FactValue("silenceMillis", "long"));
            file = past.write(root.resolve("past.avro"));
        }

        Outcome outcome = explain(file, "job-1");

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("job-1#1: expected property `silenceMillis`");
    }

    @Test
    void shouldSayWhatCannotBeFound() throws Exception {
        Path file = late();

        assertThat(explain(file, "job-2").err()).contains("expected decisions on `job-2`");
        assertThat(explain(file, "job-1#9").err()).contains("expected an entry 9 of `job-1`, found entries up to 3");
        assertThat(explain(file, "job-1", "--at", "2020-01-01T00:00:00Z").err()).contains("found only later ones");
        assertThat(explain(file, "job-1#x").err()).contains("expected EXECUTION#N");
        assertThat(explain(file, "job-1#1", "--entry", "2").err()).contains("found several");
        assertThat(explain(root.resolve("none.avro"), "job-1").err()).contains("found no file");
        assertThat(List.of(explain(file, "job-2"), explain(file, "job-1#9"), explain(file, "../x")))
                .allMatch(outcome -> outcome.status() == 2);
    }
}
