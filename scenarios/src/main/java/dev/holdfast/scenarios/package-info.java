/**
 * Scenarios: what happens to executions in the course of time, and what the evaluator must decide, instant by instant. They are played through the
 * evaluator's own topology, with a clock that the scenario moves. Deterministic: the same scenario and the same rules always end alike.
 */
@NullMarked
package dev.holdfast.scenarios;

import org.jspecify.annotations.NullMarked;
