/**
 * Benchmarks: {@link dev.holdfast.bench.Bench} runs suites, each a room of its own, and writes a report; the other programs answer one question each.
 *
 * <p>Nothing of the project may depend on this room; it may use everything. What is measured is the code that runs in earnest: real
 * signatures, the baseline pack, the embedded broker and registry. Nothing here passes or fails by a time.
 */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
