/** {@code holdfast rules explain}: why a decision was what it was, from what was recorded. */
@NullMarked
package dev.holdfast.cli.command.rules.explain;

import org.jspecify.annotations.NullMarked;
