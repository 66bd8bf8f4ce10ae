/** The machine that is measured on: what there is of it, and what a run takes. */
@NullMarked
package dev.holdfast.bench.machine;

import org.jspecify.annotations.NullMarked;
