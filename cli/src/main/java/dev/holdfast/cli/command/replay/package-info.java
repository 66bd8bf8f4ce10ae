/** {@code holdfast replay}: whether what was recorded is decided the same way again. */
@NullMarked
package dev.holdfast.cli.command.replay;

import org.jspecify.annotations.NullMarked;
