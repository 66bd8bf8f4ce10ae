/** The evaluator without a broker, for those who try it: tests of the evaluator, and authors of rules. No evaluator in service uses it. */
@NullMarked
package dev.holdfast.topology.trial;

import org.jspecify.annotations.NullMarked;
