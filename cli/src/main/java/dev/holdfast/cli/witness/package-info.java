/**
 * A witness over HTTP (C2SP tlog-witness), and who brings checkpoints to it. The two sides never run in one process with a log: a witness that is slow or gone holds up nothing but its own
 * cosignatures.
 */
@NullMarked
package dev.holdfast.cli.witness;

import org.jspecify.annotations.NullMarked;
