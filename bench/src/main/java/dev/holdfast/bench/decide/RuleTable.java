package dev.holdfast.bench.decide;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** So many rules, a quarter of each kind, and situations to decide by them: most are healthy, as in earnest. */
final class RuleTable {
    private static final int COUNTERS = 8;
    private static final long SOON_MILLIS = 1_000_000;
    private static final long HEALTHY_MILLIS = 3_600_000;

    /** Conditions to be called. */
    static final Clause.Language<Predicate<Situation>> PREDICATES = new Clause.Language<Predicate<Situation>>() {
        @Override
        public Predicate<Situation> agentIs(String agent) {
            return situation -> situation.agent().equals(agent);
        }

        @Override
        public Predicate<Situation> endsWithin(long millis) {
            return situation -> situation.remainingMillis() < millis;
        }

        @Override
        public Predicate<Situation> counterAbove(String counter, long bound) {
            return situation -> situation.counters().getOrDefault(counter, 0L) > bound;
        }

        @Override
        public Predicate<Situation> counterAboveIn(String region, String counter, long bound) {
            return ((Predicate<Situation>) situation -> situation.region().equals(region))
                    .and(counterAbove(counter, bound));
        }
    };

    private RuleTable() {}

    static List<Clause> clauses(int rules) {
        var clauses = new ArrayList<Clause>();
        for (int number = 0; number < rules; number++) {
            String counter = counter(number / 4 % COUNTERS);
            clauses.add(
                    switch (number % 4) {
                        case 0 -> new Clause.AgentIs(number, "agent-" + number, Answer.HALT);
                        case 1 -> new Clause.EndsWithin(number, SOON_MILLIS - number, Answer.PAUSE);
                        case 2 -> new Clause.CounterAbove(number, counter, 1_000_000L + number, Answer.PAUSE);
                        default -> new Clause.CounterAboveIn(number, "region-" + number, counter, 1_000L, Answer.HALT);
                    });
        }
        return clauses;
    }

    /** Eight, five of them healthy; each of the others is found by one rule, of a kind of its own. */
    static List<Situation> situations() {
        var situations = new ArrayList<Situation>();
        for (int healthy = 0; healthy < 5; healthy++) {
            situations.add(new Situation("clerk-" + healthy, "eu", HEALTHY_MILLIS - healthy, counters(healthy)));
        }
        situations.add(new Situation("agent-0", "eu", HEALTHY_MILLIS, counters(5)));
        situations.add(new Situation("clerk", "eu", SOON_MILLIS - 2, counters(6)));
        situations.add(new Situation("clerk", "region-3", HEALTHY_MILLIS, counters(2_000)));
        return situations;
    }

    /** What is right, by the clauses themselves. */
    static Answer answer(List<Clause> clauses, Situation situation) {
        Answer worst = Answer.TRUST;
        for (Clause clause : clauses) {
            if (clause.in(PREDICATES).test(situation)) {
                worst = worst.or(clause.answer());
            }
        }
        return worst;
    }

    private static Map<String, Long> counters(long value) {
        var counters = new HashMap<String, Long>();
        for (int number = 0; number < COUNTERS; number++) {
            counters.put(counter(number), value + number);
        }
        return Map.copyOf(counters);
    }

    private static String counter(int number) {
        return "counter" + number;
    }
}
