/** Replays the inputs of a deployment through an evaluator of its own and holds what that writes against what was written. Commands print it; this reads Kafka. */
@NullMarked
package dev.holdfast.cli.inputs;

import org.jspecify.annotations.NullMarked;
