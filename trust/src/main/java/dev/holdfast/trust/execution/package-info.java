/**
 * One execution's life: where it may stand, which moves are legal, what a verdict makes of it, and what follows.
 *
 * <p>{@link dev.holdfast.trust.execution.Decider} is the pure function at the heart: the same state, occurrence, instant and ruleset give
 * the same decision, to the byte. A halt is final, epochs only rise, and only a heartbeat can lead to a permission.
 */
@NullMarked
package dev.holdfast.trust.execution;

import org.jspecify.annotations.NullMarked;
