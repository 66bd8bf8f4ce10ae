/**
 * What the attestations of an execution come to: {@link dev.holdfast.trust.appraisal.Appraiser} verifies those that the grant asks for when they
 * are taken in and keeps what came of each; {@link dev.holdfast.trust.appraisal.Results} says for how long that counts. Pure: the instant comes in
 * as an argument, and nothing throws for what a stranger sent.
 */
@NullMarked
package dev.holdfast.trust.appraisal;

import org.jspecify.annotations.NullMarked;
