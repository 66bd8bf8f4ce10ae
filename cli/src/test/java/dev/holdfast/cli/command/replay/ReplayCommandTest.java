package dev.holdfast.cli.command.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.CommandLineFixture;
import dev.holdfast.cli.CommandLineFixture.Outcome;
import dev.holdfast.cli.command.rules.Past;
import dev.holdfast.record.ControlAction;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.Finding;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.trust.verdict.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayCommandTest {
    @TempDir
    private Path root;

    private static Outcome replay(Path file, String... words) {
        var all = new ArrayList<>(List.of("replay", "--file", file.toString()));
        all.addAll(List.of(words));
        return CommandLineFixture.run(all.toArray(String[]::new));
    }

    /** A steady execution of two decisions, one that overruns its budget and is paused, one that is halted and spoken of once more. */
    private Path record(Consumer<List<LineageEntry>> change) throws Exception {
        return record(Ruleset.baseline(), change);
    }

    private Path record(Ruleset rules, Consumer<List<LineageEntry>> change) throws Exception {
        try (var past = new Past(rules)) {
            var entries = new ArrayList<LineageEntry>();
            entries.add(past.decide("steady", Map.of()));
            entries.add(past.decide("steady", Map.of("silenceMillis", 4_200L)));
            entries.add(past.decide(
                    "greedy",
                    Map.of(
                            "budgetsExceeded",
                            List.of("tokens"),
                            "counters",
                            new TreeMap<>(Map.of("tokens", 17L)),
                            "budgets",
                            new TreeMap<>(Map.of("tokens", 5L)),
                            "behaviour",
                            Check.FAILED)));
            entries.add(past.decide(
                    "tampered", Map.of("environmentMismatches", List.of("image.sha256"), "environment", Check.FAILED)));
            entries.add(past.decide("tampered", Map.of()));
            change.accept(entries);
            return past.write(root.resolve("past.avro"));
        }
    }

    @Test
    void shouldComeToTheSameBytes() throws Exception {
        Outcome outcome = replay(record(entries -> {
            assertThat(entries.get(2).getTo()).isEqualTo(TrustState.PAUSED);
            assertThat(entries.get(3).getTo()).isEqualTo(TrustState.HALTED);
            assertThat(entries.get(4).getFrom()).isEqualTo(TrustState.HALTED);
        }));

        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("5 decisions of", "come to the same bytes again, 0 do not, of 0");
    }

    static Stream<Named> changes() {
        return Stream.of(
                new Named("verdict", entries -> entries.get(0).setVerdict(VerdictKind.PAUSE), "entry 1: steady#1"),
                new Named("move", entries -> entries.get(1).setTo(TrustState.PAUSED), "entry 2: steady#2"),
                new Named("where it stood", entries -> entries.get(1).setFrom(TrustState.PAUSED), "entry 2: steady#2"),
                new Named("command", entries -> entries.get(2).setCommand(null), "entry 3: greedy#1"),
                new Named(
                        "another command",
                        entries -> entries.get(2).setCommand(ControlAction.HALT),
                        "entry 3: greedy#1"),
                new Named("no findings", entries -> entries.get(2).setFindings(List.of()), "entry 3: greedy#1"),
                new Named(
                        "one letter of a message",
                        entries -> first(entries.get(2))
                                .setMessage(first(entries.get(2)).getMessage().replace("17", "18")),
                        "entry 3: greedy#1"),
                new Named(
                        "what a finding rests on",
                        entries -> {
                            var facts = new HashMap<>(first(entries.get(2)).getFacts());
                            facts.put("agent", "nobody");
                            first(entries.get(2)).setFacts(facts);
                        },
                        "entry 3: greedy#1"),
                new Named("a fact", entries -> fact(entries.get(0), "missedHeartbeats", 7L), "entry 1: steady#1"),
                new Named(
                        "what was kept since the end",
                        entries -> entries.get(4).setFindings(List.of()),
                        "entry 5: tampered#2"),
                new Named(
                        "a move after the end",
                        entries -> entries.get(4).setTo(TrustState.TRUSTED),
                        "entry 5: tampered#2"));
    }

    record Named(String name, Consumer<List<LineageEntry>> change, String place) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Finding first(LineageEntry entry) {
        return entry.getFindings().get(0);
    }

    private static void fact(LineageEntry entry, String name, Object value) {
        entry.getFacts().stream()
                .filter(fact -> fact.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .setValue(value);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void shouldNameWhatWasChanged(Named changed) throws Exception {
        Outcome outcome = replay(record(changed.change()));

        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(outcome.out())
                .containsOnlyOnce("NOT THE SAME")
                .contains(changed.place(), "4 decisions of", "1 do not")
                .containsPattern("recorded +again")
                .containsPattern("(?m)^  ! ");
    }

    @Test
    void shouldShowBothDecisionsSideBySide() throws Exception {
        Outcome outcome = replay(record(entries -> fact(entries.get(0), "missedHeartbeats", 7L)));

        assertThat(outcome.out())
                .contains("on holdfast.heartbeats-0, offset 1 under the ruleset")
                .containsPattern("! verdict +TRUSTED +PAUSE")
                .containsPattern("! move +TRUSTED to TRUSTED +TRUSTED to PAUSED, command PAUSE")
                .containsPattern("! finding 1 +- +PAUSE ");
    }

    @Test
    void shouldSaySoInJson() throws Exception {
        Path file = record(entries -> entries.get(2).setCommand(null));

        JsonNode json = new ObjectMapper().readTree(replay(file, "--json").out());

        assertThat(json.get("same").longValue()).isEqualTo(4);
        JsonNode mismatch = json.get("mismatches").get(0);
        assertThat(mismatch.get("entry").longValue()).isEqualTo(3);
        assertThat(mismatch.get("recorded").get("command").isNull()).isTrue();
        assertThat(mismatch.get("again").get("command").textValue()).isEqualTo("PAUSE");
    }

    @Test
    void shouldNotTellWhatRulesThatAreNotThereWouldDecide() throws Exception {
        Path rules = Files.createDirectories(root.resolve("rules"));
        Files.copy(Past.pack(root, 3).resolve("downloads.drl"), rules.resolve("downloads.drl"));
        Path file = record(Ruleset.baselineAnd(rules), entries -> {});

        Outcome without = replay(file);
        Outcome with = replay(file, "--rules", rules.toString());

        assertThat(without.status()).isEqualTo(2);
        assertThat(without.out())
                .contains("cannot tell   5 decisions: expected to find the ruleset", "of 5 it cannot be told");
        assertThat(with.status()).as(with.out() + with.err()).isZero();
        assertThat(with.out()).contains("5 decisions of");
    }

    @Test
    void shouldNotTellWhatIsKeptSinceAnEndThatWasNotRead() throws Exception {
        Outcome outcome = replay(record(entries -> {}), "--from", "2026-11-20T10:00:02Z");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.out()).contains("cannot tell   1 decisions after the end");
    }

    @Test
    void shouldCountWhatCannotBeRead() throws Exception {
        Outcome outcome = replay(record(entries -> entries.get(0).getFacts().add(new FactValue("silenceMillis", "x"))));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("entry 1: steady#1: expected property `silenceMillis`");
    }

    @Test
    void shouldFindNothingInNothing() throws Exception {
        Outcome outcome = replay(record(entries -> {}), "--from", "2030-01-01T00:00:00Z");

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("found none, and 5 outside that span");
    }
}
