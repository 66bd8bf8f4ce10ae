/**
 * The second stage: a Merkle log over the lineage of each partition, and signed checkpoints of it. It reads committed lineage alone, so that its tree is a pure
 * function of that topic: leaf n is the n-th committed record, whoever computes it and however often, and signing again can never fork the log. It is a Kafka
 * Streams application of its own, beside the one that decides, and holds that one up in nothing.
 */
@NullMarked
package dev.holdfast.topology.log;

import org.jspecify.annotations.NullMarked;
