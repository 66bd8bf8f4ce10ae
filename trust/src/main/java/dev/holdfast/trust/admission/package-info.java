/**
 * From a request to an answer: who asks, in which environment, under which rules; and the grant that is issued when all of it holds.
 *
 * <p>{@link dev.holdfast.trust.admission.AdmissionFacts} is the interface to authors of admission rules. Below every ruleset lies the floor of
 * {@link dev.holdfast.trust.admission.AdmissionJudge}: no rule can open it, and without a rule that foresees a request there is no admission.
 * Pure: the instant comes in as an argument; nothing throws for what a request says. Everybody may come in.
 */
@NullMarked
package dev.holdfast.trust.admission;

import org.jspecify.annotations.NullMarked;
