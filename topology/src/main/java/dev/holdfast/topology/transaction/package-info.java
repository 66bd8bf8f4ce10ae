/**
 * The clients of Kafka Streams, which are Kafka's own but for one: the producer, in which all but commands waits for what
 * goes with it, and which signs leases as late as they can be, many at a time, before they or anything else of their transaction takes effect. Used by the stream threads alone, each of which has a producer of its own.
 */
@org.jspecify.annotations.NullMarked
package dev.holdfast.topology.transaction;
