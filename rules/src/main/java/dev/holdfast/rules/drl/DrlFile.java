package dev.holdfast.rules.drl;

import java.util.List;

/**
 * A file of rules, as read.
 *
 * @param packageName as it says; empty when it says none
 * @param rules those that keep to the policy
 * @param diagnostics what does not, in the order of places
 */
public record DrlFile(DrlText source, String packageName, List<DrlRule> rules, List<Diagnostic> diagnostics) {
    /** Whether it may be compiled. */
    public boolean isAcceptable() {
        return diagnostics.stream().noneMatch(Diagnostic::isError);
    }
}
