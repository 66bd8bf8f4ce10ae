/** Simulations. */
@NullMarked
package dev.holdfast.topology.simulation;

import org.jspecify.annotations.NullMarked;
