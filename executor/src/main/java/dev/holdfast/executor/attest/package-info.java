/**
 * How an executor shows what its grant asks to be attested: SVIDs from the files that a SPIFFE agent writes, quotes from a TPM, statements from
 * whoever the grant names. An {@link dev.holdfast.executor.attest.Attester} is asked again and again, on a thread of its own: it may take its time,
 * and it may fail. Nothing here decides anything.
 */
@NullMarked
package dev.holdfast.executor.attest;

import org.jspecify.annotations.NullMarked;
