/**
 * Decides again what was recorded: the same facts under the same ruleset must come to the same findings, verdict and move, byte for byte. What it cannot know from an
 * entry alone, the record of an execution's end among it, it takes from the entries before. Pure; deciding is for many threads, adding up for one.
 */
@NullMarked
package dev.holdfast.rules.replay;

import org.jspecify.annotations.NullMarked;
