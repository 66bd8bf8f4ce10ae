/** Reads the topics of a deployment from their beginning on for those who recompute what they say. Commands print it; this reads Kafka. */
@NullMarked
package dev.holdfast.cli.audit;

import org.jspecify.annotations.NullMarked;
