/** What a suite of benchmarks is, and which there are. */
@NullMarked
package dev.holdfast.bench.suite;

import org.jspecify.annotations.NullMarked;
