package dev.holdfast.rules.drl;

import java.util.Map;
import java.util.Optional;

/**
 * What an expression may name.
 *
 * @param pattern the fact that the pattern is about; empty in a consequence
 * @param variables what was bound before, by name
 */
record Scope(Optional<FactType> pattern, Map<String, ValueType> variables) {
    boolean isConsequence() {
        return pattern.isEmpty();
    }
}
