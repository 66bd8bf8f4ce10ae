package dev.holdfast.rules.backtest;

import dev.holdfast.record.LineageEntry;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.hindsight.Hindsight;
import dev.holdfast.trust.facts.MalformedFacts;

/** Lets a candidate judge recorded decisions. One thread at a time, as many as there are threads; close it when done. */
public final class Weighing implements AutoCloseable {
    private final Hindsight hindsight;

    public Weighing(CompiledRuleset candidate) {
        this.hindsight = new Hindsight(candidate);
    }

    /** A decision that was weighed, for {@link Backtest#take}. */
    public static final class Result {
        private final Weighed weighed;

        private Result(Weighed weighed) {
            this.weighed = weighed;
        }

        Weighed weighed() {
            return weighed;
        }
    }

    /**
     * Weighs a decision; its entry is used up.
     *
     * @throws MalformedFacts when the entry holds no facts that could have been judged; its message names the property
     */
    public Result weigh(LineageEntry entry) throws MalformedFacts {
        return new Result(Weighed.of(entry, hindsight.judge(entry)));
    }

    @Override
    public void close() {
        hindsight.close();
    }
}
