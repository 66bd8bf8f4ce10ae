/** What always holds, each invariant apart from the others, so that each can be broken alone. They know nothing of how the evaluator comes to what it writes. */
@NullMarked
package dev.holdfast.topology.simulation.invariant;

import org.jspecify.annotations.NullMarked;
