/**
 * The way of a record: bytes, schema, signature, decoding, sequence, facts, verdict, transition, outputs.
 *
 * <p>One task's thread at a time. Every input record ends as a decision or as a dead letter. No clock is read here: the instant is the
 * record's.
 */
@NullMarked
package dev.holdfast.topology.process;

import org.jspecify.annotations.NullMarked;
