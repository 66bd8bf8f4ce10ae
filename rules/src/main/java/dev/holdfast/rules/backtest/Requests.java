package dev.holdfast.rules.backtest;

import java.util.List;

/**
 * What became of requests.
 *
 * @param admitted admitted in both
 * @param denied denied in both
 * @param nowDenied admitted, and the candidate denies them
 * @param nowAdmitted denied, and the candidate admits them
 * @param examples of those that changed
 */
public record Requests(long admitted, long denied, long nowDenied, long nowAdmitted, List<Example> examples) {
    /** How many examples are kept. */
    static final int EXAMPLES = 10;

    public Requests {
        examples = List.copyOf(examples);
    }

    /** A request that the candidate answers otherwise. */
    public record Example(String executionId, Moment moment, boolean nowDenied) {}

    /** How many there were. */
    public long all() {
        return admitted + denied + nowDenied + nowAdmitted;
    }
}
