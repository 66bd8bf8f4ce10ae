package dev.holdfast.bench.decide;

import java.util.List;
import java.util.function.Predicate;
import org.jeasy.rules.api.Facts;
import org.jeasy.rules.api.Rules;
import org.jeasy.rules.core.DefaultRulesEngine;
import org.jeasy.rules.core.RuleBuilder;

/** Easy Rules, with conditions and actions in Java. */
final class EasyRulesSubject implements Subject {
    private static final String SITUATION = "situation";

    @Override
    public Ready prepare(List<Clause> clauses) {
        var worst = new Answer[] {Answer.TRUST};
        var rules = new Rules();
        for (Clause clause : clauses) {
            Predicate<Situation> condition = clause.in(RuleTable.PREDICATES);
            rules.register(new RuleBuilder()
                    .name("rule" + clause.number())
                    .when(facts -> condition.test(facts.get(SITUATION)))
                    .then(facts -> worst[0] = worst[0].or(clause.answer()))
                    .build());
        }
        var engine = new DefaultRulesEngine();
        return new Ready() {
            @Override
            public Object input(Situation situation) {
                var facts = new Facts();
                facts.put(SITUATION, situation);
                return facts;
            }

            @Override
            public Answer decide(Object input) {
                worst[0] = Answer.TRUST;
                engine.fire(rules, (Facts) input);
                return worst[0];
            }
        };
    }
}
