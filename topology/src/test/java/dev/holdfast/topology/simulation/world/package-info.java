/** What surrounds the evaluator: executors, authorities, brokers and clocks, with all that can go wrong with them. Everything follows from one seed. */
@NullMarked
package dev.holdfast.topology.simulation.world;

import org.jspecify.annotations.NullMarked;
