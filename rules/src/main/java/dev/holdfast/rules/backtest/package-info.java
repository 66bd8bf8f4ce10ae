/**
 * What a ruleset would have done with decisions that were recorded under another one. Each decision's facts are judged as they were recorded: what would
 * have come of a decision that went otherwise cannot be known, so after the first difference an execution's facts are those of another course than the
 * one that the candidate would have brought about. Pure; weighing is for many threads, the rest for one.
 */
@NullMarked
package dev.holdfast.rules.backtest;

import org.jspecify.annotations.NullMarked;
