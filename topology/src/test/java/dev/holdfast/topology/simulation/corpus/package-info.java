/** Inputs and outputs of a few worlds on record, so that a later evaluator can be held against them. */
@NullMarked
package dev.holdfast.topology.simulation.corpus;

import org.jspecify.annotations.NullMarked;
