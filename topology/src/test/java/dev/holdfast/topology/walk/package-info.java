/** Seeded random walks through everything that can come in, with the architecture's invariants checked after each step. */
@NullMarked
package dev.holdfast.topology.walk;

import org.jspecify.annotations.NullMarked;
