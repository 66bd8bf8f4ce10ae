/**
 * Who signed these bytes, and for what. A signature covers a domain tag, the trust domain, the topic, the key, the fingerprint of the
 * writer's schema and the Avro body; it travels in the record header {@code holdfast-signature}. Also how two of them agree a secret, how
 * the text of notes is signed, and the hashes of Merkle trees.
 *
 * <p>The only room that knows Bouncy Castle. It reads no file, clock or random source except where a new key is made, and it
 * guarantees that a signature which does not verify never comes out as one that does.
 */
@NullMarked
package dev.holdfast.trust.signature;

import org.jspecify.annotations.NullMarked;
