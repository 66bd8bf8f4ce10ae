package dev.holdfast.rules.backtest;

import java.util.Optional;

/**
 * What became of an execution, and what would have. Empty for what did not happen.
 *
 * @param paused when it was first paused
 * @param wouldPause when the candidate would first have paused it
 * @param halted when it was halted, or denied for want of a grant
 * @param wouldHalt when the candidate would have halted it
 * @param parted from which decision on the recorded facts are those of another course than the candidate's
 */
public record Outcome(
        String executionId,
        Optional<Moment> paused,
        Optional<Moment> wouldPause,
        Optional<Moment> halted,
        Optional<Moment> wouldHalt,
        Optional<Moment> parted) {

    public Change pause() {
        return Change.of(paused, wouldPause);
    }

    public Change halt() {
        return Change.of(halted, wouldHalt);
    }

    /** Whether anything would have been otherwise. */
    public boolean differs() {
        return parted.isPresent();
    }

    /** Whether the candidate halts it on facts of another course than its own. */
    public boolean haltsOnOtherFacts() {
        return parted.isPresent()
                && wouldHalt.isPresent()
                && wouldHalt.get().entry() > parted.get().entry();
    }
}
