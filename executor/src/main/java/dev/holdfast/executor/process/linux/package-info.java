/**
 * The kernel's words: what {@code /proc} tells about processes and their sockets, and the few calls of the C library
 * that Java has no name for ({@code kill}, {@code mkfifo}, {@code sysconf}).
 *
 * <p>Guarantees: a process that vanishes while it is being read is reported as absent, never as an exception; a signal
 * goes only to the process that was meant, not to the next owner of its pid. Nothing here remembers anything, so every
 * type may be used from any thread. Linux only.
 *
 * <p>Who may come in: the packages under {@code dev.holdfast.executor.process}.
 */
@NullMarked
package dev.holdfast.executor.process.linux;

import org.jspecify.annotations.NullMarked;
