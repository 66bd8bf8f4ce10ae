/**
 * Heartbeats that cost less than a signature each. An <i>opening</i>, signed as ever, names an X25519 public key; from it and the
 * evaluator's both sides derive a key. From then on a heartbeat carries the header {@code holdfast-session}: the hash of the heartbeat
 * before and a code over its own. Every Nth one, and every one that changes what it rests on, is a <i>checkpoint</i>: signed as well, and
 * its signature covers the whole chain back to the opening.
 *
 * <p>The bytes, all of them fixed:
 *
 * <ul>
 *   <li>chain = SHA-256({@code holdfast-chain-v1}, chain of the heartbeat before or 32 zeros for an opening, signed content of the
 *       heartbeat as in {@link dev.holdfast.trust.signature.SignedContent}). It needs no secret: whoever holds the records and the
 *       executor's public key can check what a checkpoint covers.
 *   <li>code = HMAC-SHA256(session key, chain), RFC 2104.
 *   <li>checkpoint signature = Ed25519 over a signed content of the same trust domain, key and fingerprint, the topic
 *       {@code heartbeats/checkpoint} (no topic of Kafka's can be called so) and the chain as its body. So no checkpoint passes for a
 *       plain heartbeat, nor the other way round.
 *   <li>session key = HKDF-SHA256(X25519 secret; salt SHA-256(executor's public key, evaluator's); info: the tag {@code
 *       holdfast-session-key-v1}, trust domain, execution id, executor instance, each after its length in 4 bytes), 32 bytes.
 * </ul>
 *
 * <p>A code convinces the two that know the key, and nobody else: what rests on codes alone is counted in the state until a signature
 * covers it. Nothing after the one that ends an execution could, so that one is always signed. A session ends with a plain signed heartbeat
 * or another opening; what its codes alone carried then stays uncovered.
 *
 * <p>The session stands whole in the execution's state, its key sealed ({@link dev.holdfast.trust.session.SessionSeal}): any evaluator that holds the same agreement key
 * takes it over. A lost or refused
 * heartbeat breaks the chain, and the executor has to open anew ({@link dev.holdfast.trust.session.SessionSigner#reopen}).
 *
 * <p>Pure: keys come in from outside. Who reads or writes heartbeats comes in.
 */
@NullMarked
package dev.holdfast.trust.session;

import org.jspecify.annotations.NullMarked;
