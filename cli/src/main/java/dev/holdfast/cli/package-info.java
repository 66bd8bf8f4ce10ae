/**
 * The {@code holdfast} command: where everything meets. Results go to standard output, everything else to standard error; every failure
 * says what to do next.
 */
@NullMarked
package dev.holdfast.cli;

import org.jspecify.annotations.NullMarked;
