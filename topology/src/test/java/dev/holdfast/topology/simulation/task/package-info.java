/**
 * The evaluator at work in a simulation: {@link FastTask} is what a simulation drives, {@link DrivenTask} is the whole topology in the test driver of Kafka Streams, by
 * which it is shown that the fast one writes the same.
 */
@NullMarked
package dev.holdfast.topology.simulation.task;

import org.jspecify.annotations.NullMarked;
