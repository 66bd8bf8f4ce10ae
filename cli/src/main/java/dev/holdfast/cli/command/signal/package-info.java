/** {@code holdfast signal}: what others than executors say they have observed of executions. */
@NullMarked
package dev.holdfast.cli.command.signal;

import org.jspecify.annotations.NullMarked;
