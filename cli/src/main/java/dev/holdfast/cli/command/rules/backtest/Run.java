package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.command.past.Faults;
import dev.holdfast.cli.command.past.Span;
import dev.holdfast.cli.recorded.Recorded;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.cli.recorded.Spread;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.backtest.Backtest;
import dev.holdfast.rules.backtest.Summary;
import dev.holdfast.rules.backtest.Weighing;
import dev.holdfast.trust.facts.MalformedFacts;
import java.io.IOException;
import java.util.List;

/** Runs a candidate over a recording. Memory grows with executions and not with decisions. One thread. */
final class Run {
    private final Backtest backtest = new Backtest();
    private final Faults faults = new Faults();
    private long outside;

    private Run() {}

    /**
     * What came of it.
     *
     * @param outside decisions that were read and lie outside the span
     * @param faults what could not be used: how many, and the first of them
     */
    record Result(Summary summary, long outside, long faulty, List<String> faults) {}

    /** What came of one recorded thing. */
    private sealed interface Step {
        record Weighed(Weighing.Result result) implements Step {}

        record Outside() implements Step {}

        record Faulty(Recorded.Place place, String why) implements Step {}
    }

    /**
     * Runs to the end of the recording.
     *
     * @param threads how many decode and weigh
     */
    static Result of(Recording recording, CompiledRuleset candidate, Span span, int threads)
            throws IOException, InterruptedException {
        var run = new Run();
        Spread.over(recording.batches(), threads, () -> new Weigher(new Weighing(candidate), span), run::take);
        return new Result(run.backtest.summary(), run.outside, run.faults.count(), run.faults.lines());
    }

    private void take(Step step) {
        if (step instanceof Step.Weighed weighed) {
            backtest.take(weighed.result());
        } else if (step instanceof Step.Faulty faulty) {
            faults.add(faulty.place(), faulty.why());
        } else {
            outside++;
        }
    }

    private record Weigher(Weighing weighing, Span span) implements Spread.Judge<Recorded, Step> {
        @Override
        public Step judge(Recorded recorded) {
            if (recorded instanceof Recorded.Decision decision) {
                if (!span.holds(decision.entry())) {
                    return new Step.Outside();
                }
                String name = decision.entry().getExecutionId() + "#"
                        + decision.entry().getEntry();
                try {
                    return new Step.Weighed(weighing.weigh(decision.entry()));
                } catch (MalformedFacts e) {
                    return new Step.Faulty(recorded.place(), name + ": " + e.getMessage());
                }
            }
            return new Step.Faulty(recorded.place(), ((Recorded.Unreadable) recorded).why());
        }

        @Override
        public void close() {
            weighing.close();
        }
    }
}
