package dev.holdfast.rules.backtest;

import java.util.Optional;

/** How the first time that something happens to an execution differs. */
public enum Change {
    /** It neither happened nor would have. */
    NEITHER("in neither"),
    /** At the same decision. */
    SAME("as it was"),
    /** At an earlier decision. */
    SOONER("sooner"),
    /** At a later decision. */
    LATER("later"),
    /** It happened, and would not have. */
    NEVER("never"),
    /** It did not happen, and would have. */
    NEWLY("newly");

    private final String words;

    Change(String words) {
        this.words = words;
    }

    /** For a person. */
    public String words() {
        return words;
    }

    /** Whether it is another one than it was. */
    public boolean isOtherwise() {
        return this != NEITHER && this != SAME;
    }

    static Change of(Optional<Moment> was, Optional<Moment> wouldBe) {
        if (was.isEmpty() || wouldBe.isEmpty()) {
            return was.isPresent() ? NEVER : wouldBe.isPresent() ? NEWLY : NEITHER;
        }
        int order = Long.compare(wouldBe.get().entry(), was.get().entry());
        return order == 0 ? SAME : order < 0 ? SOONER : LATER;
    }
}
