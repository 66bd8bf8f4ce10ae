/** Takes rules apart, on their syntax trees: into the conditions that tests must see hold and fail, and into mutants that tests must tell from the rule. */
@NullMarked
package dev.holdfast.rules.vary;

import org.jspecify.annotations.NullMarked;
