/**
 * One Kafka broker with its KRaft controller in this JVM, on loopback.
 *
 * <p>Guarantees: a data directory is formatted once and keeps its cluster id and its records over restarts, also over a kill; two
 * brokers never share one; a port in use or a directory that cannot be written is found out before anything starts; closing
 * takes a bounded time. Not for production: one node, no replication, no encryption.
 *
 * <p>Kafka ends the whole JVM when its metadata log fails (a full disk, for example): it gives an embedding program no say
 * in that.
 */
@NullMarked
package dev.holdfast.stack.broker;

import org.jspecify.annotations.NullMarked;
