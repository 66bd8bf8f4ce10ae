/**
 * What rules establish and what follows from it: findings, checks, verdicts.
 *
 * <p>{@link dev.holdfast.trust.verdict.Judge} is the floor under every ruleset: no rule, missing rule or empty ruleset can turn a
 * dimension that is not verified into trust. Pure; everybody may come in.
 */
@NullMarked
package dev.holdfast.trust.verdict;

import org.jspecify.annotations.NullMarked;
