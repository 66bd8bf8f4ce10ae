/**
 * Says why rules fired, and by how much others missed. Which rules fire is asked of the engine that decides; their conditions are read beside it, on the
 * syntax tree, to show the values that they rest on. Where the two do not agree, that is said and nothing is explained away. Pure.
 */
@NullMarked
package dev.holdfast.rules.explain;

import org.jspecify.annotations.NullMarked;
