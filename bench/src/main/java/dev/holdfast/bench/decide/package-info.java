/** One decision in process: ours beside those of others, on the same facts with the same verdicts. */
@NullMarked
package dev.holdfast.bench.decide;

import org.jspecify.annotations.NullMarked;
