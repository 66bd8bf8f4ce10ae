/**
 * Decides again what was decided: the facts that an entry of lineage holds, judged by some ruleset, the one that was in force or another one. Pure;
 * whoever explains decisions or tries rules on the past comes in.
 */
@NullMarked
package dev.holdfast.rules.hindsight;

import org.jspecify.annotations.NullMarked;
