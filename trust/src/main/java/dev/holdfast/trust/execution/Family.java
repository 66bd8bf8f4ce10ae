package dev.holdfast.trust.execution;

import dev.holdfast.record.Closure;
import dev.holdfast.record.Enforcement;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Tally;
import dev.holdfast.record.TrustState;

/**
 * What is known of the end of an execution and of all that descends from it. Each ancestor counts its descendants: those that were leased and
 * whose end nobody has seen yet, and those whose end was seen. Pure.
 */
public final class Family {
    private Family() {}

    /** What of an execution has changed for those who count it. */
    public enum Change {
        /** Nothing. */
        NONE,
        /** It may run from now on. */
        OPENED,
        /** Its end has been seen. */
        CLOSED
    }

    /** How its ancestors have to count an execution from now on; notes in the state that they do. */
    public static Change count(ExecutionState state) {
        if (state.getTally() == Tally.NONE && state.getLeasedAt() > 0) {
            state.setTally(Tally.OPEN);
            return Change.OPENED;
        }
        if (state.getTally() == Tally.OPEN && endSeen(state)) {
            state.setTally(Tally.CLOSED);
            return Change.CLOSED;
        }
        return Change.NONE;
    }

    /**
     * Counts a descendant in an ancestor's state.
     *
     * @return whether what is known of the ancestor's own end, and of all below it, has changed with that
     */
    public static boolean counted(ExecutionState ancestor, Change change) {
        switch (change) {
            case OPENED -> ancestor.setOpenDescendants(ancestor.getOpenDescendants() + 1);
            case CLOSED -> {
                ancestor.setOpenDescendants(ancestor.getOpenDescendants() - 1);
                ancestor.setClosedDescendants(ancestor.getClosedDescendants() + 1);
            }
            case NONE -> {
                return false;
            }
        }
        Closure before = ancestor.getClosure();
        ancestor.setClosure(closure(ancestor));
        return before != ancestor.getClosure();
    }

    static Closure closure(ExecutionState state) {
        if (!Position.of(state.getState()).isFinal()) {
            return Closure.NONE;
        }
        boolean seen = endSeen(state);
        if (seen && state.getOpenDescendants() == 0) {
            return Closure.CLOSED;
        }
        return seen || state.getClosedDescendants() > 0 ? Closure.PARTIAL : Closure.UNKNOWN;
    }

    /** Whether it has ended for sure: by its own word, by a confirmed halt, or because it never ran. */
    private static boolean endSeen(ExecutionState state) {
        if (!Position.of(state.getState()).isFinal()) {
            return false;
        }
        return state.getState() == TrustState.COMPLETED
                || state.getLeasedAt() == 0
                || state.getEnforcement() == Enforcement.EFFECTIVE;
    }
}
