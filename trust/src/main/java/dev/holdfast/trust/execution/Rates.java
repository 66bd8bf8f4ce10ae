package dev.holdfast.trust.execution;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Grant;
import dev.holdfast.record.ReportedAction;
import java.util.ArrayList;
import java.util.List;

/**
 * How often the rules of a scope are used in a minute. A rule's minute is a fixed window of {@value #MINUTE_MILLIS} ms: it begins with the
 * rule's first use after its last one ended. Instants are those at which heartbeats arrive, so what an executor did over a longer
 * time counts as done at once when it is reported late, and twice the rate fits around the seam between two minutes.
 *
 * <p>A rule is over its rate while its minute runs and its count in it is above the rule's {@code maxPerMinute}. {@code ratesExceeded} of the
 * state names the actions by which rules went or stayed over, each once; it is emptied by the first heartbeat at which no rule is over.
 */
final class Rates {
    static final long MINUTE_MILLIS = 60_000;
    static final int MAXIMUM_KEPT = 16;

    private Rates() {}

    /** Before the actions of a heartbeat: what is over is forgotten once its minute has passed. */
    static void begin(ExecutionState state, Grant grant, long now) {
        for (int place = 0; place < grant.getScope().size(); place++) {
            if (isOver(state, grant, place, now)) {
                return;
            }
        }
        state.setRatesExceeded(List.of());
    }

    /** Counts an action in the minute of the rule that allowed it. */
    static void use(ExecutionState state, Grant grant, int place, ReportedAction action, long now) {
        List<Long> used = state.getScopeMinuteUse();
        if (!runs(state, place, now)) {
            state.getScopeMinuteStart().set(place, now);
            used.set(place, 0L);
        }
        used.set(place, Count.sum(used.get(place), action.getCount()));
        if (isOver(state, grant, place, now)) {
            note(state, Observation.named(action));
        }
    }

    private static void note(ExecutionState state, String action) {
        List<String> noted = state.getRatesExceeded();
        if (noted.size() < MAXIMUM_KEPT && !noted.contains(action)) {
            var kept = new ArrayList<>(noted);
            kept.add(action);
            state.setRatesExceeded(kept);
        }
    }

    private static boolean isOver(ExecutionState state, Grant grant, int place, long now) {
        Long most = grant.getScope().get(place).getMaxPerMinute();
        return most != null
                && runs(state, place, now)
                && state.getScopeMinuteUse().get(place) > most;
    }

    /**
     * Whether a rule's minute has begun and has not ended. Both in one comparison: with two of them, one of which had never been false, the Java machine's compiled code gave
     * up at the other for every one of 200,000 executions, each for as long as three decisions take.
     */
    private static boolean runs(ExecutionState state, int place, long now) {
        long left = MINUTE_MILLIS - (now - state.getScopeMinuteStart().get(place));
        return Math.min(left, state.getScopeMinuteUse().get(place)) > 0;
    }
}
