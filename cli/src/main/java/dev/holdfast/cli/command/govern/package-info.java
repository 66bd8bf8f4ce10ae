/** The commands that govern: who may sign what, from whom trust is withdrawn, what is to stop. */
@NullMarked
package dev.holdfast.cli.command.govern;

import org.jspecify.annotations.NullMarked;
