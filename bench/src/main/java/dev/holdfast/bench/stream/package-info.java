/** How many heartbeats a second one evaluator takes, beside what Kafka Streams and others take. */
@NullMarked
package dev.holdfast.bench.stream;

import org.jspecify.annotations.NullMarked;
