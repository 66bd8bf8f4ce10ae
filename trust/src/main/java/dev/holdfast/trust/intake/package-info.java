/**
 * Whether outside bytes may become an occurrence: ids, signatures, grants, heartbeats, sequences. Every refusal is a
 * {@link dev.holdfast.trust.intake.Rejection} with a stable reason; nothing here throws for what a stranger sent.
 *
 * <p>Pure. Who reads records comes in; who judges executions need not.
 */
@NullMarked
package dev.holdfast.trust.intake;

import org.jspecify.annotations.NullMarked;
