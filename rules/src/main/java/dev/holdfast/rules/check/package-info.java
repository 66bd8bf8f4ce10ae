/**
 * What authors of rules ask before they publish: is it right, can it fire, does it say what its pack declares, what does it cost. It reads packs
 * as files and decides nothing at run time; the policy that an evaluator holds rulesets to is {@link dev.holdfast.rules.drl}.
 */
@NullMarked
package dev.holdfast.rules.check;

import org.jspecify.annotations.NullMarked;
