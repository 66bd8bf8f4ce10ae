package dev.holdfast.rules.explain;

import static dev.holdfast.rules.explain.Decided.account;
import static dev.holdfast.rules.explain.Decided.entry;
import static dev.holdfast.rules.explain.Decided.facts;
import static dev.holdfast.rules.explain.Decided.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.FactValue;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.record.TrustState;
import dev.holdfast.record.VerdictKind;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.trust.facts.MalformedFacts;
import dev.holdfast.trust.verdict.Check;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static Explainer explainer;

    @BeforeAll
    static void compile() throws CompiledRuleset.Broken {
        explainer = new Explainer(Decided.RULES);
    }

    @AfterAll
    static void close() {
        explainer.close();
    }

    private static Explanation explained(Map<String, Object> properties) throws Exception {
        return explainer.explain(entry(facts(properties)));
    }

    @Test
    void shouldShowTheValuesThatMadeARuleFire() throws Exception {
        Explanation explanation = explained(Map.of("missedHeartbeats", 4L, "silenceMillis", 4_200L));

        assertThat(explanation.agrees()).isTrue();
        assertThat(explanation.fired()).singleElement().satisfies(fired -> {
            assertThat(fired.rule()).isEqualTo("heartbeats late");
            assertThat(fired.path()).isEqualTo("baseline/heartbeats.drl");
            assertThat(fired.findings()).extracting(Finding::code).containsExactly("HEARTBEATS_LATE");
            assertThat(fired.conditions()).singleElement().satisfies(seen -> {
                assertThat(seen.text()).isEqualTo("missedHeartbeats >= 3");
                assertThat(seen.met()).isTrue();
                assertThat(seen.values()).containsExactlyEntriesOf(new TreeMap<>(Map.of("missedHeartbeats", "4")));
                assertThat(seen.line()).isGreaterThan(fired.line());
            });
        });
    }

    /** Many rules that begin so are asked apart from the others. */
    @Test
    void shouldShowWhichOfManyRulesWithACounterAboveABoundFired() throws Exception {
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new Ruleset.RuleFile(
                "house/counters.drl",
                IntStream.range(0, 12)
                        .mapToObj(number -> """
                                rule "tokens %d" when ExecutionFacts( counter("tokens") > %d ) then findings.pause("T%1$d", "many"); end
                                """.formatted(number, 100 + number))
                        .collect(Collectors.joining("", """
                                package dev.holdfast.packs.house
                                import dev.holdfast.trust.facts.ExecutionFacts
                                global dev.holdfast.rules.Findings findings
                                """, ""))));
        Ruleset rules = Ruleset.of(files);
        LineageEntry entry;
        try (var hindsight = new Hindsight(CompiledRuleset.compile(rules))) {
            entry = Decided.entry(
                    hindsight, rules.digest(), facts(Map.of("counters", new TreeMap<>(Map.of("tokens", 102L)))));
        }

        try (var ofCounters = new Explainer(rules)) {
            Explanation explanation = ofCounters.explain(entry);

            assertThat(explanation.agrees()).isTrue();
            assertThat(explanation.fired()).extracting(RuleAccount::rule).containsExactly("tokens 0", "tokens 1");
            assertThat(explanation.fired().get(0).findings())
                    .extracting(Finding::code)
                    .containsExactly("T0");
            assertThat(account(explanation, "tokens 2").missing()).hasSize(1);
        }
    }

    @Test
    void shouldSayByHowMuchANumberMissed() throws Exception {
        RuleAccount late = account(explained(Map.of("missedHeartbeats", 2L)), "heartbeats late");

        assertThat(late.nearlyFired()).isTrue();
        assertThat(late.missing())
                .singleElement()
                .satisfies(seen -> assertThat(seen.gap().orElseThrow().words())
                        .isEqualTo("needs at least 3, found 2: 1 short (33 %)"));
    }

    @Test
    void shouldSayTimesInUnits() throws Exception {
        RuleAccount expired = account(explained(Map.of("grantRemainingMillis", 3_552_000L)), "grant expired");

        assertThat(expired.missing().get(0).gap().orElseThrow().words())
                .isEqualTo("needs at most 0 ms, found 59 min 12 s: 59 min 12 s too much");
        assertThat(expired.conditions())
                .extracting(Seen::text)
                .containsExactly("grantPresent == true", "grantRemainingMillis <= 0");
    }

    @Test
    void shouldCountRulesThatAreFarFromFiring() throws Exception {
        Explanation explanation = explained(Map.of());

        assertThat(account(explanation, "heartbeats late").nearlyFired()).isFalse();
        assertThat(explanation.fired()).isEmpty();
        assertThat(explanation.near().size() + explanation.far())
                .isEqualTo(explanation.accounts().size());
    }

    @Test
    void shouldNameTheOneConditionThatKeptARuleOfManyFromFiring() throws Exception {
        RuleAccount busy = account(
                explained(Map.of(
                        "agent",
                        "fetch-7",
                        "counters",
                        new TreeMap<>(Map.of("processes", 30L)),
                        "region",
                        "us",
                        "silenceMillis",
                        12_500L)),
                "busy and far away");

        assertThat(busy.nearlyFired()).isTrue();
        assertThat(busy.conditions()).hasSize(5);
        assertThat(busy.missing()).singleElement().satisfies(seen -> {
            assertThat(seen.text()).isEqualTo("not ($silence > 10000)");
            assertThat(seen.values()).containsEntry("silenceMillis", "12.5 s");
            assertThat(seen.gap().orElseThrow().words())
                    .isEqualTo("needs at most 10 s, found 12.5 s: 2.5 s too much (25 %)");
        });
    }

    @Test
    void shouldSayWhichMemberIsMissing() throws Exception {
        RuleAccount tool = account(
                explained(Map.of("region", "eu", "scopeViolations", List.of("tool.run /bin/ls"))), "needs a tool");

        assertThat(tool.missing())
                .singleElement()
                .satisfies(seen -> assertThat(seen.gap().orElseThrow().words()).isEqualTo("lacks tool.run /bin/sh"));
    }

    @Test
    void shouldSayWhichTextWasFoundInstead() throws Exception {
        RuleAccount busy = account(
                explained(Map.of(
                        "agent", "crawl-7", "counters", new TreeMap<>(Map.of("processes", 30L)), "region", "us")),
                "busy and far away");

        assertThat(busy.missing().get(0).gap().orElseThrow().words())
                .isEqualTo("needs a match of fetch-.*, found crawl-7");
    }

    @Test
    void shouldNameTheDimensionThatWasNotVerified() throws Exception {
        Explanation explanation = explained(Map.of("environment", Check.UNKNOWN));

        assertThat(explanation.entry().getVerdict()).isEqualTo(VerdictKind.INDETERMINATE);
        assertThat(explanation.unverified()).containsExactly(Dimension.ENVIRONMENT);
        assertThat(explanation.ofTheFloor()).extracting(Finding::code).containsExactly("ENVIRONMENT_UNKNOWN");
    }

    @Test
    void shouldExplainRequests() throws Exception {
        Explanation explanation = explainer.explain(entry(request(Map.of("durationMillis", 90_000_000L))));

        assertThat(explanation.agrees()).isTrue();
        assertThat(explanation.fired()).extracting(RuleAccount::rule).containsExactly("asked for too long");
        assertThat(account(explanation, "foreseen")
                        .missing()
                        .get(0)
                        .gap()
                        .orElseThrow()
                        .words())
                .isEqualTo("needs at most 1 min, found 1 d 1 h: 1 d too much");
    }

    @Test
    void shouldNameTheRulesThatWereHeardBehindAConditionThatThrew() throws Exception {
        var files = new ArrayList<>(Decided.RULES.files());
        files.add(new Ruleset.RuleFile("throws/throws.drl", """
                package dev.holdfast.packs.throwing
                import dev.holdfast.trust.facts.ExecutionFacts
                global dev.holdfast.rules.Findings findings
                rule "throws" when ExecutionFacts( (silenceMillis + 100) % sequenceGap == 7 ) then findings.pause("SEVEN", "seven"); end
                """));
        Ruleset ruleset = Ruleset.of(files);
        LineageEntry entry;
        try (var hindsight = new Hindsight(CompiledRuleset.compile(ruleset))) {
            entry = Decided.entry(hindsight, ruleset.digest(), facts(Map.of("missedHeartbeats", 4L)));
        }
        try (var throwing = new Explainer(ruleset)) {
            Explanation explanation = throwing.explain(entry);

            assertThat(explanation.agrees()).isTrue();
            assertThat(entry.getFindings())
                    .extracting(dev.holdfast.record.Finding::getCode)
                    .containsExactly("HEARTBEATS_LATE", "RULE_ERROR");
            assertThat(explanation.fired()).extracting(RuleAccount::rule).containsExactly("heartbeats late");
            assertThat(explanation.fired().get(0).understood()).isTrue();
            assertThat(explanation.ofTheFloor()).extracting(Finding::code).containsExactly("RULE_ERROR");
            assertThat(explanation.ofTheFloor())
                    .extracting(Finding::message)
                    .containsExactly("rule `throws` (throws/throws.drl:4) fails: `(silenceMillis + 100) % sequenceGap` "
                            + "divides by zero; let a condition ask `sequenceGap != 0` first");
        }
    }

    @Test
    void shouldSeeThatAnEntryWasChanged() throws Exception {
        LineageEntry entry = entry(facts(Map.of("missedHeartbeats", 4L)));
        entry.setFindings(List.of());

        assertThat(explainer.explain(entry).agrees()).isFalse();
    }

    @Test
    void shouldNotCompareWhatIsDecidedAfterTheEnd() throws Exception {
        LineageEntry entry = entry(facts(Map.of()));
        entry.setFrom(TrustState.HALTED);
        entry.setVerdict(VerdictKind.HALT);

        assertThat(explainer.explain(entry).agrees()).isTrue();
    }

    @Test
    void shouldSayWhichPropertiesAnotherVersionWrote() throws Exception {
        LineageEntry entry = entry(facts(Map.of()));
        entry.getFacts().removeIf(value -> value.getName().equals("region"));
        entry.getFacts().add(new FactValue("later", "x"));

        assertThat(explainer.explain(entry).strangeProperties()).containsExactly("later", "region");
    }

    @Test
    void shouldRefuseFactsThatAreNone() throws Exception {
        LineageEntry entry = entry(facts(Map.of()));
        entry.getFacts().get(0).setValue("none");

        assertThatThrownBy(() -> explainer.explain(entry))
                .isInstanceOf(MalformedFacts.class)
                .hasMessageContaining("`actionCounts`");
    }
}
