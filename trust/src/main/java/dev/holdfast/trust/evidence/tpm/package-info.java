/**
 * Quotes of a TPM 2.0: parsed strictly, verified, and held against what a grant accepts. Source: Trusted Computing Group, TPM 2.0 Library, part 2
 * (structures) and part 1 (signing, attestation). Guarantees no more than the grant's issuer saw to: that the attestation key is a restricted
 * signing key of a TPM on the machine that is meant. A TPM tells what was measured, not by whom it is asked: a machine that relays the challenge
 * to another machine's TPM gets a sound quote.
 */
@NullMarked
package dev.holdfast.trust.evidence.tpm;

import org.jspecify.annotations.NullMarked;
