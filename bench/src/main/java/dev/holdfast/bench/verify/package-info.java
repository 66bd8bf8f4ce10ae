/** How long it takes to establish whose a heartbeat is: by its signature, and in a session. */
@NullMarked
package dev.holdfast.bench.verify;

import org.jspecify.annotations.NullMarked;
