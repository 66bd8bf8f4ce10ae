/**
 * What a local process needs of the machine it runs on: free loopback ports, a data directory of its own, and a relay that
 * can fail on demand.
 *
 * <p>Guarantees: everything binds to loopback only; a lock taken here dies with its process; every exception of a failed start is
 * a {@link dev.holdfast.stack.host.StackStartException} whose message says what to do next. The broker and the registry
 * build on this room; it knows neither of them.
 */
@NullMarked
package dev.holdfast.stack.host;

import org.jspecify.annotations.NullMarked;
