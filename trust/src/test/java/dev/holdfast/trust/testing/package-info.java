/**
 * Fixtures of this module's tests, in one place: a sound grant and a sound heartbeat to spoil, facts with chosen checks, and
 * {@link dev.holdfast.trust.testing.Scenario}, a small language for the life of an execution.
 */
@NullMarked
package dev.holdfast.trust.testing;

import org.jspecify.annotations.NullMarked;
