/**
 * Who belongs to an execution, and how all of them are reached at once: a cgroup, or a marker that every descendant
 * inherits in its environment. With it stand the launcher that puts the first process in, and the watchman that ends
 * the tree when its supervisor dies.
 *
 * <p>Guarantees: a {@link dev.holdfast.executor.process.containment.Sighting} says what was seen, never what was merely
 * ordered. A cgroup has no way out for a process that may not write to the cgroup file system. The marker has one: a
 * process that wipes its environment and lets its parent end between two scans (at most 250 ms apart) is not found
 * again, nor is one that overwrites its own environment before any scan has met it. Neither holds what other daemons start on the program's behalf.
 *
 * <p>Enclosures are safe for use by several threads. No order outlives its call: repeating until it is seen to have
 * worked is the caller's part.
 *
 * <p>Who may come in: {@code dev.holdfast.executor.process} alone.
 */
@NullMarked
package dev.holdfast.executor.process.containment;

import org.jspecify.annotations.NullMarked;
