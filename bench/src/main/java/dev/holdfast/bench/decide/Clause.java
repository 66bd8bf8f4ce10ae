package dev.holdfast.bench.decide;

/**
 * What one rule asks, in a form that every subject can say in its own language.
 *
 * @param number of the rule, from 0
 */
public sealed interface Clause {
    /** The rule's number. */
    int number();

    /** What the rule finds when it holds. */
    Answer answer();

    /** The agent is this one. */
    record AgentIs(int number, String agent, Answer answer) implements Clause {}

    /** The grant ends sooner than that. */
    record EndsWithin(int number, long millis, Answer answer) implements Clause {}

    /** A counter is above a bound. */
    record CounterAbove(int number, String counter, long bound, Answer answer) implements Clause {}

    /** It runs in this region, and a counter is above a bound. */
    record CounterAboveIn(int number, String region, String counter, long bound, Answer answer) implements Clause {}
}
