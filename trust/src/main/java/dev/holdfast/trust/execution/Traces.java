package dev.holdfast.trust.execution;

import dev.holdfast.record.ActionTrace;
import dev.holdfast.record.CounterTrace;
import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.trust.facts.Recent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is kept of an execution's actions and counters beyond the last heartbeat, for rules over time: how often each action was done and after which
 * others, how often the same one in a row, and how much counters rose within a minute. What goes beyond the bounds is counted, so that rules see that
 * something is not followed.
 */
final class Traces {
    static final int MAXIMUM_KEPT = 32;
    static final int MAXIMUM_NAME_CHARACTERS = 64;

    private Traces() {}

    /** Takes note of a heartbeat; the state still holds the counters of the one before. */
    static void note(ExecutionState state, Heartbeat heartbeat, long now) {
        for (ReportedAction action : heartbeat.getActions()) {
            noteAction(state, action);
        }
        noteCounters(state, heartbeat.getCounters(), now);
    }

    private static void noteAction(ExecutionState state, ReportedAction action) {
        long place = Count.sum(state.getActionReports(), 1);
        state.setActionReports(place);
        String named = Observation.named(action);
        boolean again = named.equals(state.getLastAction());
        state.setLastAction(named);
        state.setLastActionRepeats(Count.sum(again ? state.getLastActionRepeats() : 0, action.getCount()));
        for (ActionTrace trace : state.getActionTraces()) {
            if (trace.getAction().equals(action.getAction())) {
                trace.setCount(Count.sum(trace.getCount(), action.getCount()));
                trace.setLast(place);
                return;
            }
        }
        if (keeps(action.getAction(), state.getActionTraces().size())) {
            var kept = new ArrayList<>(state.getActionTraces());
            kept.add(new ActionTrace(action.getAction(), action.getCount(), place));
            state.setActionTraces(kept);
        } else {
            state.setUntracked(Count.sum(state.getUntracked(), 1));
        }
    }

    private static void noteCounters(ExecutionState state, Map<String, Long> counters, long now) {
        int followed = 0;
        for (CounterTrace trace : state.getCounterTraces()) {
            long before = state.getCounters().getOrDefault(trace.getCounter(), 0L);
            trace.setValues(Recent.moved(trace, before, now));
            trace.setSpan(Recent.spanOf(now));
            followed += counters.containsKey(trace.getCounter()) ? 1 : 0;
        }
        if (followed < counters.size()) {
            followMore(state, new TreeSet<>(counters.keySet()), now);
        }
    }

    private static void followMore(ExecutionState state, Set<String> counters, long now) {
        state.getCounterTraces().forEach(trace -> counters.remove(trace.getCounter()));
        for (String counter : counters) {
            if (keeps(counter, state.getCounterTraces().size())) {
                var kept = new ArrayList<>(state.getCounterTraces());
                // It counts since the start of the execution: whatever it shows has risen since.
                kept.add(new CounterTrace(counter, Recent.spanOf(now), new ArrayList<>(List.of(0L))));
                state.setCounterTraces(kept);
            } else {
                state.setUntracked(Count.sum(state.getUntracked(), 1));
            }
        }
    }

    private static boolean keeps(String name, int kept) {
        return kept < MAXIMUM_KEPT && name.length() <= MAXIMUM_NAME_CHARACTERS;
    }
}
