/**
 * A whole local stack, Kafka and a schema registry, without containers: for trying things out, for demonstrations, benchmarks and
 * tests.
 *
 * <p>Guarantees: everything is on loopback; a stack is handed out when both parts can be used, or not at all; closing it leaves no
 * process behind, and no file of a temporary one. Rooms: {@code broker}, {@code registry}, and {@code host} under
 * both. Nobody here knows what the topics and schemas are.
 */
@NullMarked
package dev.holdfast.stack;

import org.jspecify.annotations.NullMarked;
