package dev.holdfast.trust.admission;

import dev.holdfast.record.Ground;
import dev.holdfast.trust.verdict.Finding;
import java.util.List;

/**
 * What the admission rules say of a request.
 *
 * @param denials why not, in {@link Finding#ORDER}; a rule that failed or ran away is one of them
 * @param grounds as what it is foreseen, in the order of their codes and rules
 */
public record Opinion(List<Finding> denials, List<Ground> grounds) {
    public Opinion {
        denials = List.copyOf(denials);
        grounds = List.copyOf(grounds);
    }
}
