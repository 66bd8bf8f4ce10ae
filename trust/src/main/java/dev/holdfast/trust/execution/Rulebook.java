package dev.holdfast.trust.execution;

import dev.holdfast.record.Capability;
import dev.holdfast.trust.facts.ExecutionFacts;
import dev.holdfast.trust.verdict.Finding;
import java.util.List;
import java.util.Set;

/** A ruleset in force, ready to be asked. One thread at a time. */
public interface Rulebook {

    /** Digest of the ruleset, lower-case hex. */
    String digest();

    /** What executors must be capable of for its findings to have their effect, beside what every ruleset may order; not part of the digest. */
    default Set<Capability> requiredCapabilities() {
        return Set.of();
    }

    /**
     * What the rules find. Never throws for what a rule does: a rule that throws, or runs past its bound, is itself a finding.
     *
     * @return the findings in {@link Finding#ORDER}; the same for the same facts
     */
    List<Finding> evaluate(ExecutionFacts facts);
}
