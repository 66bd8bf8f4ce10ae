/**
 * The whole of it at work: a real broker, a real registry, an evaluator, executors, real processes. Each class has topics of its own on
 * the shared cluster.
 */
@NullMarked
package dev.holdfast.cli.system;

import org.jspecify.annotations.NullMarked;
