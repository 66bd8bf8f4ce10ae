/**
 * How soon it goes on after an evaluator was killed. Evaluators are processes of their own here, and end with this one; broker, registry and load are this process.
 */
@NullMarked
package dev.holdfast.bench.recover;

import org.jspecify.annotations.NullMarked;
