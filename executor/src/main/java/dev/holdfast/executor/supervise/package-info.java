/**
 * What stands behind {@code holdfast exec}: one program in any language, started with the first lease, measured while it runs, and paused,
 * resumed and ended with everything it has started.
 */
@NullMarked
package dev.holdfast.executor.supervise;

import org.jspecify.annotations.NullMarked;
