/** What a suite of benchmarks is, and what suites are made of: benchmarks by JMH, load that waits for nobody, those who listen. */
@NullMarked
package dev.holdfast.bench.suite;

import org.jspecify.annotations.NullMarked;
