/**
 * The parts of a guard: what it sends, what it hears, and how it has things carried out. For {@code dev.holdfast.executor} alone.
 */
@NullMarked
package dev.holdfast.executor.guard;

import org.jspecify.annotations.NullMarked;
