/**
 * A small language for tests of the evaluator: a scenario with its keys, its clocks and its executors, played through a topology test
 * driver. Whatever is read back has had its signature checked.
 */
@NullMarked
package dev.holdfast.topology.scenario;

import org.jspecify.annotations.NullMarked;
