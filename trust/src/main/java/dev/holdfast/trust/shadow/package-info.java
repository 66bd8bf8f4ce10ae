/**
 * Rules on trial: what the ruleset in force decided beside what another one would have decided of the same facts. Nothing in here acts, and nothing
 * that acts may come in here for more than to be looked at.
 */
@NullMarked
package dev.holdfast.trust.shadow;

import org.jspecify.annotations.NullMarked;
