/** {@code holdfast witness}: somebody else who remembers how far a log had grown. */
@NullMarked
package dev.holdfast.cli.command.witness;

import org.jspecify.annotations.NullMarked;
