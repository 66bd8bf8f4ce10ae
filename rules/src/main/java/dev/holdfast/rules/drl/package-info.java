/**
 * DRL as Holdfast takes it: a small language inside Drools' own. A file is parsed by Drools' parser, and each condition and each consequence
 * once more, by a grammar that knows nothing but what a rule needs: the properties of the facts, literals, comparisons, arithmetic, and calls of
 * the collector of findings. What does not fit is refused, with its place; nothing is refused by being on a list.
 *
 * <p>What is compiled is written anew from the tree that was checked: no text of an author's reaches a compiler. Reading runs nothing of what it
 * reads, and is bounded in depth and size.
 */
@NullMarked
package dev.holdfast.rules.drl;

import org.jspecify.annotations.NullMarked;
