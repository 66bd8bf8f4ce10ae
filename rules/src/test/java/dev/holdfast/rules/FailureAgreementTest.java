package dev.holdfast.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kie.api.runtime.KieSession;

/**
 * What is said to fail is what fails: forms of conditions and of messages, each on all facts, as a rule of its own beside the engine. {@code
 * -Dholdfast.forms=10000} tries all forms (minutes), a number so many of them.
 */
class FailureAgreementTest {
    private static final int FORMS = Integer.getInteger("holdfast.forms", 60);
    private static final String SOUND = "\"so\"";

    private static final List<String> BINDINGS = List.of(
            "$f : ExecutionFacts( $q : counters[\"q\"], $x : evidence[\"x\"], $y : evidence.get(\"y\"), $c : counters, $e : evidence, $n : sequenceGap )",
            "$f : ExecutionFacts( $q : counters[\"q\"] != null, $x : evidence[\"x\"] != null ) "
                    + "ExecutionFacts( $y : evidence[\"y\"], $c : counters, $e : evidence, $n : sequenceGap )",
            "( $f : ExecutionFacts( depth > 3, $q : counters[\"q\"], $x : evidence[\"x\"], $y : agent, $c : counters, $e : evidence, $n : sequenceGap ) or "
                    + "$f : ExecutionFacts( depth < 3, $q : counters[\"r\"], $x : evidence[\"y\"], $y : tenant, $c : budgets, $e : metadata, $n : sequenceGap ) )");
    private static final List<String> MESSAGES = List.of(
            "$x",
            "$x + $y",
            "\"a\" + $x",
            "\"a\" + ($q + 1)",
            "\"a\" + $q + 1",
            "\"a\" + (7 / $q)",
            "\"a\" + (7 % $n)",
            "\"a\" + ($n * $n + $q)",
            "\"a\" + (-$q)",
            "\"a\" + (($n * 0 - 7) / ($n - 9))",
            "\"a\" + $x.length()",
            "\"a\" + $x.startsWith($y)",
            "\"a\" + $y.contains($x)",
            "\"a\" + $c.get(\"none\")",
            "\"a\" + ($c.get(\"q\") + 1)",
            "\"a\" + $c.containsKey($x)",
            "\"a\" + $e.get($y).isEmpty()",
            "\"a\" + $f.counter($x)",
            "\"a\" + $f.metadata().get(\"x\").length()",
            "$f.evidence().get(\"y\")");

    /** Patterns beside one another; a gap of 0 is divided by. */
    private static final List<String> STRUCTURES = List.of(
            "ExecutionFacts( depth > 3 ) ExecutionFacts( 7 / sequenceGap > 3 )",
            "ExecutionFacts( 7 / sequenceGap > 3 ) ExecutionFacts( depth > 3 )",
            "ExecutionFacts( depth > 3, 7 / sequenceGap > 3 )",
            "ExecutionFacts( $n : sequenceGap ) ExecutionFacts( 7 % $n == 0 ) ExecutionFacts( depth > 3 )",
            "ExecutionFacts( $n : sequenceGap, depth > 3 ) ExecutionFacts( 7 % $n == 0 )",
            "ExecutionFacts( $n : sequenceGap ) ExecutionFacts( 7 % $n == 0, depth > 3 )",
            "ExecutionFacts( $n : sequenceGap ) not ExecutionFacts( 7 / $n > 3 )",
            "ExecutionFacts( $n : sequenceGap ) not ExecutionFacts( depth > 3, 7 / $n > 3 )",
            "ExecutionFacts( $n : sequenceGap ) exists ExecutionFacts( 7 / $n > 3 )",
            "ExecutionFacts( $n : sequenceGap ) not ExecutionFacts( depth < 3 ) ExecutionFacts( 7 % $n == 0 )",
            "ExecutionFacts( $n : sequenceGap ) exists ExecutionFacts( depth > 3 ) ExecutionFacts( 7 % $n == 0 )",
            "ExecutionFacts( $n : sequenceGap ) not ( ExecutionFacts( depth > 3 ) and ExecutionFacts( 7 / $n > 3 ) )",
            "ExecutionFacts( $n : sequenceGap ) exists ( ExecutionFacts( depth > 3 ) and ExecutionFacts( 7 / $n > 3 ) )",
            "ExecutionFacts( $n : sequenceGap ) not ( ExecutionFacts( depth > 3 ) or ExecutionFacts( 7 / $n > 3 ) )",
            "ExecutionFacts( $n : sequenceGap ) exists ( ExecutionFacts( depth > 3 ) or ExecutionFacts( depth > 4, 7 / $n > 3 ) )",
            "( ExecutionFacts( depth > 3 ) or ExecutionFacts( 7 / sequenceGap > 3 ) )",
            "( ExecutionFacts( depth < 9 ) or ExecutionFacts( depth < 5 ) ) ( ExecutionFacts( depth < 7 ) or ExecutionFacts( depth < 6 ) )",
            "ExecutionFacts( $n : sequenceGap ) ( ExecutionFacts( depth > 3 ) or ExecutionFacts( 7 / $n > 3 ) )",
            "ExecutionFacts( $n : 7 / sequenceGap )",
            "ExecutionFacts( $n : 7 / sequenceGap, depth > 3, $n > 3 )",
            "ExecutionFacts( $n : 7 / sequenceGap ) ExecutionFacts( $n > 3 )");

    private record Rule(String condition, String message) {
        Ruleset ruleset() {
            return SameEveryTimeTest.ruleset(condition, message);
        }
    }

    private static List<Rule> rules(Random random) {
        var others = new ArrayList<>(ConditionForms.all());
        Collections.shuffle(others, random);
        return Stream.of(
                        ConditionForms.KNOWN.stream()
                                .flatMap(form -> ConditionForms.patterns(form).stream())
                                .map(form -> new Rule(form, SOUND)),
                        others.stream().limit(FORMS).map(form -> new Rule(form, SOUND)),
                        STRUCTURES.stream().map(form -> new Rule(form, SOUND)),
                        BINDINGS.stream().flatMap(form -> MESSAGES.stream().map(message -> new Rule(form, message))))
                .flatMap(each -> each)
                .toList();
    }

    /** Comparisons of an `int` with a constant that no `int` reaches: the engine fails on them whatever the fact. */
    private static boolean isOutOfReach(Rule rule) {
        return rule.condition().contains("86400000000");
    }

    @Test
    void shouldSayThatARuleFailsWhereTheEngineDoes() {
        long seed = Long.getLong("holdfast.seed", System.nanoTime());
        int failures = 0;
        int successes = 0;
        for (Rule rule : rules(new Random(seed))) {
            CompiledRuleset compiled;
            try {
                compiled = CompiledRuleset.compile(rule.ruleset());
            } catch (CompiledRuleset.Broken e) {
                continue;
            }
            try (RulesEngine engine = compiled.newSilentEngine()) {
                for (ExecutionFacts facts : EdgeFacts.ALL) {
                    boolean fails =
                            engine.evaluate(facts).stream().map(Finding::code).anyMatch("RULE_ERROR"::equals);
                    if (!(fails && isOutOfReach(rule))) {
                        assertThat(compiled.failures().failing(facts).isPresent())
                                .as("seed %d, fails %s, %s on %s", seed, fails, rule, facts)
                                .isEqualTo(fails);
                    }
                    failures += fails ? 1 : 0;
                    successes += fails ? 0 : 1;
                }
            }
        }
        assertThat(failures).as("seed %d", seed).isGreaterThan(100);
        assertThat(successes).as("seed %d", seed).isGreaterThan(100);
    }

    @Test
    void shouldCountAsManyFiringsAsTheEngine() throws CompiledRuleset.Broken {
        int fired = 0;
        for (String form : STRUCTURES) {
            CompiledRuleset compiled = CompiledRuleset.compile(SameEveryTimeTest.ruleset(form, SOUND));
            for (ExecutionFacts facts : EdgeFacts.ALL) {
                if (compiled.failures().failing(facts).isEmpty()) {
                    int firings = firings(compiled, facts);
                    assertThat(compiled.failures().firingMost(facts, 0).map(text -> text.split(" ")[3]))
                            .as("%s on %s", form, facts)
                            .isEqualTo(firings == 0 ? Optional.empty() : Optional.of(Integer.toString(firings)));
                    fired += firings;
                }
            }
        }
        assertThat(fired).isGreaterThan(40);
    }

    private static int firings(CompiledRuleset compiled, ExecutionFacts facts) {
        var firings = new AtomicInteger();
        KieSession session = compiled.network().base().newKieSession();
        session.insert(facts);
        session.fireAllRules(match -> {
            firings.incrementAndGet();
            return false;
        });
        session.dispose();
        return firings.get();
    }
}
