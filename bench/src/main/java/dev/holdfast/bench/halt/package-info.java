/** How long it takes until an execution stands still, from what brings that about to its process. */
@NullMarked
package dev.holdfast.bench.halt;

import org.jspecify.annotations.NullMarked;
