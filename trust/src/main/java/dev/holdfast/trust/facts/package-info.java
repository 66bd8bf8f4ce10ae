/**
 * The one flat fact that rules see, and how it is read off the state of an execution.
 *
 * <p>{@link dev.holdfast.trust.facts.ExecutionFacts} is the interface to rule authors: its properties are what they write conditions
 * on. Pure: the instant comes in as an argument. Everybody may come in.
 */
@NullMarked
package dev.holdfast.trust.facts;

import org.jspecify.annotations.NullMarked;
