/**
 * Notes and who signed them: C2SP signed-note, and what of it a log needs, tlog-checkpoint and tlog-cosignature. Signatures of type 0x01 (Ed25519), 0x04 (Ed25519
 * with an instant) and 0x06 (ML-DSA-44 with an instant) are known; all others are left alone, as the specification asks.
 *
 * <p>Parsing is apart from verifying. A parser takes the one spelling that a thing has and nothing else, within limits that have names; it returns what it read or
 * why it did not, and never throws. Instants are POSIX seconds and come in as arguments.
 */
@NullMarked
package dev.holdfast.lineage.note;

import org.jspecify.annotations.NullMarked;
