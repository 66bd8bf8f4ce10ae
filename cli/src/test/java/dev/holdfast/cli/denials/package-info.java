/**
 * The table of denials: what is refused, what the evaluator says to it, and what becomes of the process. {@link dev.holdfast.cli.denials.Denial}
 * holds the rows; each is shown on a real broker by a test marked {@link dev.holdfast.cli.denials.Denied}, and beside it, by one marked
 * {@link dev.holdfast.cli.denials.GoodTwin}, that the neighbouring good case passes. {@code docs/denials.md} is made from the rows.
 */
@NullMarked
package dev.holdfast.cli.denials;

import org.jspecify.annotations.NullMarked;
