package dev.holdfast.bench.recover;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.DeadLetter;
import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.TrustState;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was done to healthy executions. Any thread. */
final class Wrongs {
    private final Map<ControlAction, Set<String>> commanded = new EnumMap<>(ControlAction.class);
    private final Set<String> distrusted = new HashSet<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private String first = "";

    synchronized void add(String execution, ControlCommand command) {
        commanded.computeIfAbsent(command.getAction(), any -> new HashSet<>()).add(execution);
        if (command.getAction() != ControlAction.RESUME) {
            command.getFindings().forEach(finding -> reasons.merge(finding.getCode(), 1, Integer::sum));
        }
        note(execution + ": " + command);
    }

    synchronized void add(String execution, ExecutionStatus row) {
        if (row.getState() != TrustState.TRUSTED) {
            distrusted.add(execution);
            note(execution + ": " + row);
        }
    }

    synchronized void add(String execution, DeadLetter letter) {
        refused.merge(letter.getReason(), 1, Integer::sum);
        note(execution + ": " + letter.getReason() + " " + letter.getDetail());
    }

    private void note(String what) {
        if (first.isEmpty()) {
            first = what;
        }
    }

    /** Forgets everything so far. */
    synchronized void forget() {
        commanded.clear();
        distrusted.clear();
        refused.clear();
        reasons.clear();
        first = "";
    }

    /** How many executions were given such a command. */
    synchronized int commanded(ControlAction action) {
        return commanded.getOrDefault(action, Set.of()).size();
    }

    /** How many executions had a committed row that was not {@code TRUSTED}. */
    synchronized int distrusted() {
        return distrusted.size();
    }

    /** How many heartbeats were refused, by the reason. */
    synchronized Map<String, Integer> refused() {
        return Map.copyOf(refused);
    }

    /** How often commands that stop were founded upon a finding, by its code. */
    synchronized Map<String, Integer> reasons() {
        return Map.copyOf(reasons);
    }

    /** The first of it all, for people; empty when there was nothing. */
    synchronized String first() {
        return first;
    }
}
