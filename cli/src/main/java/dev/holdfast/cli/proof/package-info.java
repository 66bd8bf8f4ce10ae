/** Gathers from the topics of a deployment what a stranger needs to check an execution. Commands print and read files; this reads Kafka. */
@NullMarked
package dev.holdfast.cli.proof;

import org.jspecify.annotations.NullMarked;
