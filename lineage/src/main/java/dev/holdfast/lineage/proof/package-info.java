/**
 * The proof file: all that a stranger needs to check, with public keys alone, what was decided about one execution, on which facts and under which rules. JSON,
 * described field by field in {@code docs/lineage/proof-format.md}.
 *
 * <p>Reading is apart from verifying: what is read here is well-formed and within its limits, and nothing of it is to be believed before {@code
 * dev.holdfast.lineage.verify} has looked at it. A file that is too large is refused by its size, before it is opened.
 */
@NullMarked
package dev.holdfast.lineage.proof;

import org.jspecify.annotations.NullMarked;
