/**
 * A witness: whoever remembers of each log the largest tree that it has seen, cosigns what continues it, and nothing else (C2SP tlog-witness,
 * {@code add-checkpoint}). An operator who shows different people different logs has to get both past it.
 *
 * <p>Pure but for {@link dev.holdfast.lineage.witness.WitnessMemory}, which is the caller's: what it has taken must outlast the process before an answer leaves, or a witness that starts
 * again could cosign a fork. The instant comes in as an argument.
 */
@NullMarked
package dev.holdfast.lineage.witness;

import org.jspecify.annotations.NullMarked;
