/**
 * Says which rule failed on a fact, where, and what to do. The engine does not: conditions of many rules are one network to it, and what it says of a
 * failure differs between its ways to evaluate. So the rules are read once more, in the order of their files, each by itself and from the tree that was
 * checked; what they come to does not depend on who fired before. Only asked after a failure. Pure: the same to the byte wherever it is asked.
 */
@NullMarked
package dev.holdfast.rules.failure;

import org.jspecify.annotations.NullMarked;
