/** Plays scenarios and holds what came of them against what was expected. */
@NullMarked
package dev.holdfast.scenarios.play;

import org.jspecify.annotations.NullMarked;
