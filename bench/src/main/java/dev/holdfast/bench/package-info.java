/**
 * Benchmarks: how long a decision takes in process ({@link dev.holdfast.bench.DecisionBenchmark}), and how long a halt is under way from
 * the heartbeat that brings it about to its executor ({@link dev.holdfast.bench.CommandLatency}).
 *
 * <p>Nothing of the project may depend on this room; it may use everything. What is measured is the code that runs in earnest: real
 * signatures, the baseline pack, the embedded broker and registry. Nothing here passes or fails by a time.
 */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
