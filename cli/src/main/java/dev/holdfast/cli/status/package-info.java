/** Where executions stand, read from the {@code executions} topic, and the table that shows it. */
@NullMarked
package dev.holdfast.cli.status;

import org.jspecify.annotations.NullMarked;
