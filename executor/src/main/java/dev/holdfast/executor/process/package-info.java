/**
 * Governs a program in any language, on Linux, from outside: starts it, pauses, resumes and halts it with everything it
 * has started, and measures it. Knows nothing of grants, leases or Kafka.
 *
 * <p>What it guarantees:
 * <ul>
 *   <li>An order covers the whole tree, including processes whose parents have ended and those in sessions of their own.
 *   <li>An {@link dev.holdfast.executor.process.Effect} says what was seen. {@code Stopped} means that every process was
 *       seen standing still, {@code Gone} that none is left; anything less is {@code Unconfirmed}, with the pids.
 *   <li>A halt wins over a pause or resume that is under way, and is final.
 *   <li>If the supervising JVM dies, even by {@code kill -9}, the tree dies with it. If the watchman that sees to that
 *       dies, {@link dev.holdfast.executor.process.ProcessTree#watchmanLost()} says so.
 * </ul>
 *
 * <p>Where a control group (cgroup v2) may be made, the kernel keeps the tree together; elsewhere a marker in the
 * environment does, which a hostile program can shed (see {@code containment}). Neither holds processes that another daemon starts
 * at the program's request. A pause lasts against the program itself; anybody else with the right to signal its
 * processes can wake them under the marker, and they are stopped again within 250 ms.
 *
 * <p>Who may come in: the executor SDK, and whatever supervises programs. Subpackages are this room's own, except
 * {@code actions}.
 */
@NullMarked
package dev.holdfast.executor.process;

import org.jspecify.annotations.NullMarked;
