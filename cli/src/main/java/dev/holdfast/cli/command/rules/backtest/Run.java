package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.recorded.Recorded;
import dev.holdfast.cli.recorded.Recording;
import dev.holdfast.rules.CompiledRuleset;
import dev.holdfast.rules.backtest.Backtest;
import dev.holdfast.rules.backtest.Summary;
import dev.holdfast.rules.backtest.Weighing;
import dev.holdfast.trust.facts.MalformedFacts;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Runs a candidate over a recording: batches are decoded and weighed by several threads, and added up by one in the order in which they were recorded.
 * What is under way at once is bounded, so that memory grows with executions and not with decisions.
 */
final class Run {
    private static final int BATCHES_FOR_EACH_THREAD = 3;

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
        var backtest = new Backtest();
        var faults = new Faults();
        long outside = 0;
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        BlockingQueue<Weighing> idle = new LinkedBlockingQueue<>();
        for (int i = 0; i < threads; i++) {
            idle.add(new Weighing(candidate));
        }
        try {
            Deque<Future<List<Step>>> under = new ArrayDeque<>();
            Optional<Recording.Batch> batch = recording.next();
            while (batch.isPresent() || !under.isEmpty()) {
                if (batch.isPresent()) {
                    Recording.Batch taken = batch.get();
                    under.add(workers.submit(() -> weigh(taken, span, idle)));
                    batch = recording.next();
                }
                if (batch.isEmpty() || under.size() >= threads * BATCHES_FOR_EACH_THREAD) {
                    for (Step step : take(under.remove())) {
                        if (step instanceof Step.Weighed weighed) {
                            backtest.take(weighed.result());
                        } else if (step instanceof Step.Faulty faulty) {
                            faults.add(faulty.place(), faulty.why());
                        } else {
                            outside++;
                        }
                    }
                }
            }
        } finally {
            workers.shutdownNow();
            idle.forEach(Weighing::close);
        }
        return new Result(backtest.summary(), outside, faults.count(), faults.lines());
    }

    private static List<Step> weigh(Recording.Batch batch, Span span, BlockingQueue<Weighing> idle)
            throws InterruptedException {
        Weighing weighing = idle.take();
        try {
            var steps = new ArrayList<Step>();
            for (Recorded recorded : batch.read()) {
                steps.add(step(recorded, span, weighing));
            }
            return steps;
        } finally {
            idle.add(weighing);
        }
    }

    private static Step step(Recorded recorded, Span span, Weighing weighing) {
        if (recorded instanceof Recorded.Decision decision) {
            if (!span.holds(decision.entry())) {
                return new Step.Outside();
            }
            String name =
                    decision.entry().getExecutionId() + "#" + decision.entry().getEntry();
            try {
                return new Step.Weighed(weighing.weigh(decision.entry()));
            } catch (MalformedFacts e) {
                return new Step.Faulty(recorded.place(), name + ": " + e.getMessage());
            }
        }
        return new Step.Faulty(recorded.place(), ((Recorded.Unreadable) recorded).why());
    }

    private static List<Step> take(Future<List<Step>> weighed) throws InterruptedException {
        try {
            return weighed.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot weigh a batch of decisions", e.getCause());
        }
    }
}
