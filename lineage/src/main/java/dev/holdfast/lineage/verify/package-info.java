/**
 * Verifies a proof with public keys alone: no network, no Kafka, no clock. Says line by line what was verified, what is false and what cannot be told, in words
 * for an auditor who trusts neither the operator nor the server.
 *
 * <p>A line never says more than what was checked. What a file does not hold is not held against it but named: that entries are missing at its beginning cannot
 * be told from one that has begun there. Whatever the file, {@link dev.holdfast.lineage.verify.ProofVerifier} returns a report.
 */
@NullMarked
package dev.holdfast.lineage.verify;

import org.jspecify.annotations.NullMarked;
