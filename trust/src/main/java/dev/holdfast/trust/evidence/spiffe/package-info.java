/**
 * SPIFFE identities: X509-SVIDs and JWT-SVIDs, verified against the authorities of a SPIFFE trust domain (the specifications of these names at
 * spiffe.io). SPIFFE ids come from java-spiffe, tokens from Nimbus. The validators of java-spiffe itself compare with the system's clock and take
 * no instant, so paths are validated by the JDK's PKIX validator at the instant that is given, and tokens' times here. Authorities come in as bytes;
 * nobody here speaks to a Workload API. Revocation lists are not read: SVIDs are meant to be short-lived.
 */
@NullMarked
package dev.holdfast.trust.evidence.spiffe;

import org.jspecify.annotations.NullMarked;
