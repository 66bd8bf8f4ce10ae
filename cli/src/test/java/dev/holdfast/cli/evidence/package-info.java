/** What tests of attestations need: a SPIFFE trust domain that writes files as an agent does, and a TPM in software. */
@NullMarked
package dev.holdfast.cli.evidence;

import org.jspecify.annotations.NullMarked;
