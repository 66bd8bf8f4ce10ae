package dev.holdfast.bench.decide;

/** One rule: what it asks, and what it finds when that holds. */
sealed interface Clause {
    /** The rule's number, from 0. */
    int number();

    /** What the rule finds when it holds. */
    Answer answer();

    /** What the rule asks, said in a language. */
    <T> T in(Language<T> language);

    /** In which every subject says conditions in its own way. */
    interface Language<T> {
        /** The agent is this one. */
        T agentIs(String agent);

        /** The grant ends sooner than that. */
        T endsWithin(long millis);

        /** A counter is above a bound. */
        T counterAbove(String counter, long bound);

        /** It runs in this region, and a counter is above a bound. */
        T counterAboveIn(String region, String counter, long bound);
    }

    /** The agent is this one. */
    record AgentIs(int number, String agent, Answer answer) implements Clause {
        @Override
        public <T> T in(Language<T> language) {
            return language.agentIs(agent);
        }
    }

    /** The grant ends sooner than that. */
    record EndsWithin(int number, long millis, Answer answer) implements Clause {
        @Override
        public <T> T in(Language<T> language) {
            return language.endsWithin(millis);
        }
    }

    /** A counter is above a bound. */
    record CounterAbove(int number, String counter, long bound, Answer answer) implements Clause {
        @Override
        public <T> T in(Language<T> language) {
            return language.counterAbove(counter, bound);
        }
    }

    /** It runs in this region, and a counter is above a bound. */
    record CounterAboveIn(int number, String region, String counter, long bound, Answer answer) implements Clause {
        @Override
        public <T> T in(Language<T> language) {
            return language.counterAboveIn(region, counter, bound);
        }
    }
}
