/** Evaluators that break one invariant each, to show that it would be noticed. */
@NullMarked
package dev.holdfast.topology.simulation.sabotage;

import org.jspecify.annotations.NullMarked;
