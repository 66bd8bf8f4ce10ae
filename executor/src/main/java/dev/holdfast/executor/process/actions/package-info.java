/**
 * How a program in any language tells its supervisor what it does: it writes lines into a named pipe.
 *
 * <pre>{@code
 * echo "http.get https://example.org/x" > "$HOLDFAST_ACTIONS"    an action, and what it was done to
 * echo "+tokens 120" > "$HOLDFAST_ACTIONS"                       a counter, and by how much it rose
 * }</pre>
 *
 * <p>Guarantees: every line arrives as an action, a count, or as malformed with the reason; none is dropped, and those of one writer
 * keep their order. Lines of up to 4096 bytes, the line feed included, are never mixed with those of other writers as long as each is
 * written by one call. When the listener is slow the pipe fills (64 KiB) and writers wait. What a program reports is a
 * claim: that it says so proves nothing about what it does.
 *
 * <p>Who may come in: the executor SDK.
 */
@NullMarked
package dev.holdfast.executor.process.actions;

import org.jspecify.annotations.NullMarked;
