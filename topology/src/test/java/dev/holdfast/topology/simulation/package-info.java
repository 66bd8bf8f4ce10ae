/**
 * The evaluator under everything that can go wrong, from seed after seed. A seed makes a world: executions and their families, grants good and bad, executors that
 * send heartbeats in order, late, twice, with gaps, in sessions, under a second process or with a stranger's key; silences; commands obeyed, overheard and lost; operators'
 * orders, revocations, rulesets; signals; garbage; ticks lost, late and doubled; topics taken in any interleaving; processes that die in the middle of a transaction
 * and start again, here or where the clock is wrong by hours, or lose the partition to another without knowing it; and the log over lineage, with mishaps of its own. After every record, every commit and every moment in which an executor is at work, the invariants of
 * {@link dev.holdfast.topology.simulation.invariant} are asked, and at the end of a world once more.
 *
 * <p>What is real: the processor with all that is behind it (codec, signatures, sessions, rules, formats of the stores), as its supplier makes it. What is modelled:
 * brokers, transactions, executors, clocks. An aborted transaction is the stores as they were at the last commit and the inputs from there again, in another
 * interleaving; what it had written to `control` has been read all the same, and its ticks stay. A process that has lost the partition is told when it commits. That the model of Kafka Streams is faithful is shown by
 * {@link FaithfulnessTest}: the same seed through the whole topology in the test driver writes the same bytes.
 *
 * <p>What is not in it: more than one partition at a time, requests for admission in good order, attestations, rulesets on trial, and a process whose own clock is set
 * while it runs (an evaluator reads it once, see {@link dev.holdfast.topology.time.SteadyTime}).
 *
 * <p>{@link SabotageTest} is the negative twin: for each invariant an evaluator that breaks it, or a Kafka that lacks what it takes for granted, which that invariant alone must notice. How to play one seed is in
 * {@code docs/simulation.md}. A world is played by one thread, several worlds by several; all randomness comes from the seed. A change to the world changes what a
 * seed means: keep what a seed has found as a test of its own.
 */
@NullMarked
package dev.holdfast.topology.simulation;

import org.jspecify.annotations.NullMarked;
