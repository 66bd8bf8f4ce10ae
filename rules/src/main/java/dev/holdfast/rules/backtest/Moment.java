package dev.holdfast.rules.backtest;

import java.time.Instant;

/**
 * A decision in the life of an execution.
 *
 * @param entry its number, from 1
 */
public record Moment(long entry, Instant at) {}
