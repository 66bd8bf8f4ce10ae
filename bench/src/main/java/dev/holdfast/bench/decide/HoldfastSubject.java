package dev.holdfast.bench.decide;

import dev.holdfast.bench.Workload;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.RulesEngine;
import dev.holdfast.rules.Ruleset;
import dev.holdfast.rules.Ruleset.RuleFile;
import dev.holdfast.schemas.GeneratedClasses;
import dev.holdfast.trust.execution.Decider;
import dev.holdfast.trust.execution.Occurrence;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.facts.Surroundings;
import dev.holdfast.trust.signature.Digest;
import dev.holdfast.trust.signature.SigningKey;
import dev.holdfast.trust.verdict.Judge;
import dev.holdfast.trust.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Ours: the rules beside the baseline, which others do not have, and from the facts to the verdict. */
final class HoldfastSubject implements Subject {
    private static final String HEAD = """
            package dev.holdfast.packs.bench
            import dev.holdfast.trust.facts.ExecutionFacts
            global dev.holdfast.rules.Findings findings
            """;
    private static final String RULE = """
            rule "rule %d"
            when
                ExecutionFacts( %s )
            then
                findings.%s("FOUND", "found");
            end
            """;
    private static final String EXECUTION = "order-17";
    private static final String INSTANCE = "process-a";
    private static final long NOW = 1_800_000_000_000L;

    private static final Phrases DRL = new Phrases(
            "agent == \"%s\"", "grantRemainingMillis < %d", "counter(\"%s\") > %d", "region == \"%s\"", ", ");

    @Override
    public Ready prepare(List<Clause> clauses) throws Exception {
        GeneratedClasses.trust();
        var text = new StringBuilder(HEAD);
        clauses.forEach(clause -> text.append(RULE.formatted(
                clause.number(), clause.in(DRL), clause.answer().name().toLowerCase(Locale.ROOT))));
        var files = new ArrayList<>(Ruleset.baseline().files());
        files.add(new RuleFile("bench/bench.drl", text.toString()));
        RulesEngine engine = CompiledRuleset.compile(Ruleset.of(files)).newEngine();
        return new Ready() {
            @Override
            public Object input(Situation situation) {
                return facts(situation, engine);
            }

            @Override
            public Answer decide(Object input) {
                var facts = (ExecutionFacts) input;
                return answer(Judge.judge(facts, engine.evaluate(facts)));
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }

    private static Answer answer(Verdict verdict) {
        return switch (verdict.kind()) {
            case TRUSTED -> Answer.TRUST;
            case HALT -> Answer.HALT;
            default -> Answer.PAUSE;
        };
    }

    /** As they are read of an execution that is granted and beats once. */
    private static ExecutionFacts facts(Situation situation, RulesEngine engine) {
        SigningKey key = SigningKey.ofSeed(new byte[SigningKey.SEED_BYTES]);
        Instant now = Instant.ofEpochMilli(NOW);
        Grant grant = Workload.grant(
                EXECUTION, key.verifyingKey(), now, Instant.ofEpochMilli(NOW + situation.remainingMillis()));
        grant.setAgent(situation.agent());
        grant.setRegion(situation.region());
        Heartbeat heartbeat = Workload.heartbeat(1, INSTANCE, now, Standing.RUNNING);
        Map<String, Long> counters = new HashMap<>(heartbeat.getCounters());
        counters.putAll(situation.counters());
        heartbeat.setCounters(counters);
        ExecutionState state = ExecutionState.newBuilder()
                .setSince(now.toEpochMilli())
                .setFirstSeenAt(NOW)
                .setEvaluatedAt(NOW)
                .build();
        var granted = new Occurrence.Granted(
                grant, Digest.sha256(new byte[0]), Set.of(key.verifyingKey().id()));
        Decider.decide(EXECUTION, state, granted, NOW, engine, known -> Surroundings.ofRoot());
        return Decider.decide(
                        EXECUTION, state, new Occurrence.Beat(heartbeat), NOW, engine, known -> Surroundings.ofRoot())
                .facts();
    }
}
