package dev.holdfast.rules.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.explain.Decided;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.trust.facts.MalformedFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BacktestTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final Ruleset OLD = rules("""
            rule "many downloads"
            when
                ExecutionFacts( counter("downloads") > 5 )
            then
                findings.pause("DOWNLOADS_MANY", "more than 5");
            end

            rule "uploads"
            when
                ExecutionFacts( counter("uploads") > 0 )
            then
                findings.halt("UPLOADS", "uploads");
            end

            rule "anything goes"
            when
                AdmissionFacts( agent == "batch-7" )
            then
                admission.admit("BATCH", "ours");
            end
            """);
    private static final Ruleset NEW = rules("""
            rule "many downloads"
            when
                ExecutionFacts( counter("downloads") > 3 )
            then
                findings.pause("DOWNLOADS_MANY", "more than 3");
            end

            rule "throws"
            when
                ExecutionFacts( counter("shares") != 1, $counters : counters )
            then
                findings.pause("SHARES", "shares: " + -$counters.get("nobody counts this"));
            end

            rule "short ones"
            when
                AdmissionFacts( agent == "batch-7", durationMillis < 1000 )
            then
                admission.admit("BATCH", "ours");
            end
            """);

    private static Hindsight recorder;
    private static CompiledRuleset candidate;

    private final Map<String, Long> entries = new TreeMap<>();
    private final Map<String, TrustState> stands = new TreeMap<>();
    private Backtest backtest = new Backtest();

    private static Ruleset rules(String text) {
        return Ruleset.of(List.of(new Ruleset.RuleFile("house/house.drl", """
                package dev.holdfast.packs.house

                import dev.holdfast.trust.facts.ExecutionFacts
                import dev.holdfast.trust.admission.AdmissionFacts

                global dev.holdfast.rules.Findings findings
                global dev.holdfast.rules.AdmissionNotes admission

                """ + text)));
    }

    @BeforeAll
    static void compile() throws CompiledRuleset.Broken {
        recorder = new Hindsight(CompiledRuleset.compile(OLD));
        candidate = CompiledRuleset.compile(NEW);
    }

    @AfterAll
    static void close() {
        recorder.close();
    }

    @BeforeEach
    void begin() {
        backtest = new Backtest();
    }

    /** The next decision on an execution, as the old rules decided it. */
    private LineageEntry next(String id, Map<String, Long> counters) throws Exception {
        var known = new TreeMap<>(counters);
        known.putIfAbsent("shares", 1L);
        LineageEntry entry = Decided.entry(recorder, OLD.digest(), Decided.facts(Map.of("counters", known)));
        long number = entries.merge(id, 1L, Long::sum);
        TrustState from = stands.getOrDefault(id, TrustState.TRUSTED);
        TrustState to = from == TrustState.HALTED
                ? from
                : switch (entry.getVerdict()) {
                    case TRUSTED -> TrustState.TRUSTED;
                    case HALT -> TrustState.HALTED;
                    case PAUSE, INDETERMINATE -> TrustState.PAUSED;
                };
        stands.put(id, to);
        entry.setExecutionId(id);
        entry.setEntry(number);
        entry.setDecidedAt(START.plusSeconds(number));
        entry.setFrom(from);
        entry.setTo(to);
        return entry;
    }

    private void take(LineageEntry entry) throws MalformedFacts {
        try (var weighing = new Weighing(candidate)) {
            backtest.take(weighing.weigh(entry));
        }
    }

    private void run(String id, String counter, long... values) throws Exception {
        for (long value : values) {
            take(next(id, Map.of(counter, value)));
        }
    }

    private Outcome outcome() {
        assertThat(backtest.summary().outcomes()).hasSize(1);
        return backtest.summary().outcomes().get(0);
    }

    @Test
    void shouldSeeAPauseThatWouldHaveComeSooner() throws Exception {
        run("job-1", "downloads", 1, 4, 5, 6);

        assertThat(outcome().pause()).isEqualTo(Change.SOONER);
        assertThat(outcome().paused()).contains(new Moment(4, START.plusSeconds(4)));
        assertThat(outcome().wouldPause()).contains(new Moment(2, START.plusSeconds(2)));
        assertThat(outcome().parted()).contains(new Moment(2, START.plusSeconds(2)));
    }

    @Test
    void shouldSeeAPauseThatIsNew() throws Exception {
        run("job-1", "downloads", 1, 4, 1);

        assertThat(outcome().pause()).isEqualTo(Change.NEWLY);
        assertThat(outcome().halt()).isEqualTo(Change.NEITHER);
        assertThat(backtest.summary().tallies()).singleElement().satisfies(tally -> {
            assertThat(tally.code()).isEqualTo("DOWNLOADS_MANY");
            assertThat(tally.appeared()).isEqualTo(1);
            assertThat(tally.recorded()).isZero();
            assertThat(tally.examples())
                    .containsExactly(
                            new Tally.Example(true, "job-1", new Moment(2, START.plusSeconds(2)), "more than 3"));
        });
    }

    @Test
    void shouldSeeAHaltThatWouldNotHaveBeen() throws Exception {
        run("job-1", "uploads", 0, 1, 1);

        assertThat(outcome().halt()).isEqualTo(Change.NEVER);
        assertThat(outcome().halted()).contains(new Moment(2, START.plusSeconds(2)));
        assertThat(backtest.summary().afterTheEnd()).isEqualTo(1);
        assertThat(backtest.summary().tallies())
                .singleElement()
                .satisfies(tally -> assertThat(tally.vanished()).isEqualTo(1));
    }

    @Test
    void shouldSeeNoDifferenceWhereThereIsNone() throws Exception {
        run("job-1", "downloads", 1, 6, 7, 1);

        assertThat(outcome().pause()).isEqualTo(Change.SAME);
        assertThat(outcome().differs()).isFalse();
        assertThat(backtest.summary().differing()).isEmpty();
    }

    @Test
    void shouldBeginAnewWhereAnIdIsUsedAgain() throws Exception {
        run("job-1", "uploads", 0, 0, 1);
        entries.clear();
        stands.clear();
        run("job-1", "downloads", 4, 6);

        assertThat(backtest.summary().outcomes()).hasSize(2);
        assertThat(backtest.summary().outcomes().get(0).halt()).isEqualTo(Change.NEVER);
        assertThat(backtest.summary().outcomes().get(0).pause()).isEqualTo(Change.NEITHER);
        assertThat(backtest.summary().outcomes().get(1).halt()).isEqualTo(Change.NEITHER);
        assertThat(backtest.summary().outcomes().get(1).pause()).isEqualTo(Change.SOONER);
    }

    @Test
    void shouldCountRequestsForOneIdAsOneExecution() throws Exception {
        for (int i = 0; i < 3; i++) {
            LineageEntry entry = Decided.entry(recorder, OLD.digest(), Decided.request(Map.of("agent", "other")));
            entry.setEntry(1);
            entry.setFrom(TrustState.PENDING);
            entry.setTo(TrustState.DENIED);
            take(entry);
        }
        run("job-1", "downloads", 1, 2);

        assertThat(outcome().differs()).isFalse();
        assertThat(backtest.summary().requests().denied()).isEqualTo(3);
    }

    @Test
    void shouldCountARuleThatThrowsAsItsFinding() throws Exception {
        run("job-1", "shares", 1, 0);

        assertThat(outcome().pause()).isEqualTo(Change.NEWLY);
        assertThat(backtest.summary().tallies()).extracting(Tally::code).containsExactly("RULE_ERROR");
    }

    @Test
    void shouldTellWhichRequestsAreAnsweredOtherwise() throws Exception {
        for (long duration : List.of(500L, 5_000L)) {
            LineageEntry entry =
                    Decided.entry(recorder, OLD.digest(), Decided.request(Map.of("durationMillis", duration)));
            entry.setExecutionId("job-" + duration);
            entry.setFrom(TrustState.PENDING);
            entry.setTo(TrustState.PENDING);
            take(entry);
        }

        Requests requests = backtest.summary().requests();
        assertThat(requests.admitted()).isEqualTo(1);
        assertThat(requests.nowDenied()).isEqualTo(1);
        assertThat(requests.examples())
                .extracting(Requests.Example::executionId)
                .containsExactly("job-5000");
        assertThat(backtest.summary().outcomes()).noneMatch(Outcome::differs);
    }

    @Test
    void shouldSayWhichRulesetsHadDecidedAndWhen() throws Exception {
        run("job-1", "downloads", 1, 2);
        run("job-2", "downloads", 1);

        assertThat(backtest.summary().rulesets()).containsExactlyEntriesOf(new TreeMap<>(Map.of(OLD.digest(), 3L)));
        assertThat(backtest.summary().from()).contains(START.plusSeconds(1));
        assertThat(backtest.summary().to()).contains(START.plusSeconds(2));
    }

    @Test
    void shouldRefuseFactsThatAreNone() throws Exception {
        LineageEntry entry = next("job-1", Map.of());
        entry.setFacts(new ArrayList<>(List.of(new FactValue("silenceMillis", "long"))));

        assertThatThrownBy(() -> take(entry))
                .isInstanceOf(MalformedFacts.class)
                .hasMessageContaining("`silenceMillis`");
    }

    @Test
    void shouldBoundHowManyFindingsItTellsApart() {
        var count = new Count();
        for (int i = 0; i < Count.MAXIMUM + 10; i++) {
            LineageEntry entry = new LineageEntry();
            entry.setExecutionId("job-1");
            entry.setDecidedAt(START);
            entry.setEntry(1);
            entry.setFindings(List.of(new dev.holdfast.record.Finding(
                    "CODE_" + i, dev.holdfast.record.Severity.PAUSE, "m", "rule", new TreeMap<>())));
            count.take(entry, List.of());
        }

        assertThat(count.tallies()).hasSize(Count.MAXIMUM + 1);
    }
}
