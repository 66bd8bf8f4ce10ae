/**
 * Verification of the evidence that an executor presents, in the words of RFC 9334: the executor is the attester, what it presents is evidence,
 * the grant carries the reference values, and the evaluator is the verifier. Pure: the instant comes in, nothing is fetched, and the same input
 * gets the same result to the letter. Nothing throws for what a stranger sent; everything has a bound.
 *
 * <p>Each kind of attestation has a check of its own, here and in the rooms below, which gives an {@link
 * dev.holdfast.trust.evidence.Appraisal}. Whether a verified attestation is recent enough is another question: see {@link
 * dev.holdfast.trust.evidence.Freshness}.
 */
@NullMarked
package dev.holdfast.trust.evidence;

import org.jspecify.annotations.NullMarked;
