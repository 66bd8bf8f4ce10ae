/** {@code holdfast rules backtest} and {@code record}: what rules would have done with decisions of the past. */
@NullMarked
package dev.holdfast.cli.command.rules.backtest;

import org.jspecify.annotations.NullMarked;
