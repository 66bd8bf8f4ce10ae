package dev.holdfast.trust.execution;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Signal;
import dev.holdfast.record.SignalSource;
import dev.holdfast.record.SignalTrace;
import dev.holdfast.trust.intake.SignalCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of signals: of each kind the last value, how many there were, and their place among the actions that the executor reports. What goes beyond
 * the bounds is counted, so that rules see that something is not followed.
 */
final class SignalTraces {
    private SignalTraces() {}

    /** Whether a signal says of its kind what the last one did not. */
    static boolean isNews(ExecutionState state, Signal signal) {
        Optional<SignalTrace> trace = SignalCheck.traceOf(state, signal.getKind());
        return trace.isPresent()
                ? !trace.get().getValue().equals(signal.getValue())
                : state.getSignalTraces().size() < Traces.MAXIMUM_KEPT;
    }

    /** Takes note of a signal. */
    static void note(ExecutionState state, Occurrence.Signalled signalled, long now) {
        Signal signal = signalled.signal();
        long place = Count.sum(state.getActionReports(), 1);
        state.setActionReports(place);
        Optional<SignalTrace> known = SignalCheck.traceOf(state, signal.getKind());
        if (known.isEmpty() && state.getSignalTraces().size() >= Traces.MAXIMUM_KEPT) {
            state.setUntracked(Count.sum(state.getUntracked(), 1));
            return;
        }
        SignalTrace trace = known.orElseGet(() -> begun(state, signal.getKind()));
        trace.setValue(signal.getValue());
        trace.setTakenAt(now);
        trace.setCount(Count.sum(trace.getCount(), 1));
        trace.setLast(place);
        noteSource(trace, signal, signalled.authority());
    }

    private static SignalTrace begun(ExecutionState state, String kind) {
        var trace = new SignalTrace(kind, "", 0L, 0L, 0L, List.of());
        var kept = new ArrayList<>(state.getSignalTraces());
        kept.add(trace);
        state.setSignalTraces(kept);
        return trace;
    }

    private static void noteSource(SignalTrace trace, Signal signal, String authority) {
        long observedAt = signal.getObservedAt().toEpochMilli();
        Optional<SignalSource> known = SignalCheck.sourceOf(trace, signal, authority);
        if (known.isPresent()) {
            known.get().setObservedAt(observedAt);
        } else {
            var sources = new ArrayList<>(trace.getSources());
            sources.add(new SignalSource(authority, signal.getSource(), observedAt));
            trace.setSources(sources);
        }
    }
}
