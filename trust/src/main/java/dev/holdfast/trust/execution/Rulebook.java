package dev.holdfast.trust.execution;

import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.List;

/** A ruleset in force, ready to be asked. One thread at a time. */
public interface Rulebook {

    /** Digest of the ruleset, lower-case hex. */
    String digest();

    /**
     * What the rules find. Never throws for what a rule does: a rule that throws, or runs past its bound, is itself a finding.
     *
     * @return the findings in {@link Finding#ORDER}; the same for the same facts
     */
    List<Finding> evaluate(ExecutionFacts facts);
}
