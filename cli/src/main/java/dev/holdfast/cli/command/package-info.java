/** One class for each command. They read options, call what does the work, and print; they know nothing of each other. */
@NullMarked
package dev.holdfast.cli.command;

import org.jspecify.annotations.NullMarked;
