package dev.holdfast.trust.facts;

import dev.holdfast.record.CounterTrace;
import dev.holdfast.record.ExecutionState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much counters rose within the last minute. It is looked at in spans of {@value #SPAN_MILLIS} ms: the one that runs and the six before, so that
 * never less than a minute is seen, and never more than 70 s.
 */
public final class Recent {
    private static final long SPAN_MILLIS = 10_000;
    private static final int SPANS = 7;

    private Recent() {}

    /** The span in which an instant lies. */
    public static long spanOf(long now) {
        return now / SPAN_MILLIS;
    }

    /**
     * A counter's values at the beginnings of spans as they are at an instant, newest first.
     *
     * @param value the counter's last
     */
    public static List<Long> moved(CounterTrace trace, long value, long now) {
        long passed = spanOf(now) - trace.getSpan();
        if (passed <= 0) {
            return trace.getValues();
        }
        var values = new ArrayList<Long>();
        for (long i = 0; i < Math.min(passed, SPANS); i++) {
            values.add(value);
        }
        for (long older : trace.getValues()) {
            if (values.size() < SPANS) {
                values.add(older);
            }
        }
        return values;
    }

    /** How much each counter rose, by its name; 0 for one that stood still or fell. */
    static SortedMap<String, Long> risen(ExecutionState state, long now) {
        var risen = new TreeMap<String, Long>();
        for (CounterTrace trace : state.getCounterTraces()) {
            Long value = state.getCounters().get(trace.getCounter());
            if (value != null) {
                List<Long> values = moved(trace, value, now);
                risen.put(trace.getCounter(), Math.max(0, value - values.get(values.size() - 1)));
            }
        }
        return risen;
    }
}
