/**
 * Which executions a revocation or an operator's order is for. The evaluator asks with all it knows of an execution, an executor with its
 * grant and evidence; both get the same answer where both know enough. Pure. Everybody may come in.
 */
@NullMarked
package dev.holdfast.trust.selector;

import org.jspecify.annotations.NullMarked;
