/** Commands by which executions are asked for: who an executor is, what it wants, and what the evaluator says. */
@NullMarked
package dev.holdfast.cli.command.admission;

import org.jspecify.annotations.NullMarked;
