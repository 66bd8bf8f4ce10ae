package dev.holdfast.cli.command.past;

import dev.holdfast.cli.recorded.Recorded;
import dev.holdfast.cli.recorded.Recording;
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
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Works through a recording: batches are decoded and judged by several threads, and what came of them is taken by the calling one in the order in which it was
 * recorded. What is under way at once is bounded, so that memory does not grow with the recording.
 */
public final class Spread {
    private static final int BATCHES_FOR_EACH_THREAD = 3;

    private Spread() {}

    /** Judges what was recorded. One thread at a time. */
    public interface Judge<R> extends AutoCloseable {
        /** What comes of one. */
        R judge(Recorded recorded);

        @Override
        void close();
    }

    /**
     * Works to the end of the recording.
     *
     * @param threads how many decode and judge
     * @param judges makes one for each of them
     * @param taker takes what comes of each
     */
    public static <R> void over(
            Recording recording, int threads, Supplier<? extends Judge<R>> judges, Consumer<R> taker)
            throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        BlockingQueue<Judge<R>> idle = new LinkedBlockingQueue<>();
        try {
            for (int i = 0; i < threads; i++) {
                idle.add(judges.get());
            }
            Deque<Future<List<R>>> under = new ArrayDeque<>();
            Optional<Recording.Batch> batch = recording.next();
            while (batch.isPresent() || !under.isEmpty()) {
                if (batch.isPresent()) {
                    Recording.Batch taken = batch.get();
                    under.add(workers.submit(() -> judge(taken, idle)));
                    batch = recording.next();
                }
                if (batch.isEmpty() || under.size() >= threads * BATCHES_FOR_EACH_THREAD) {
                    judged(under.remove()).forEach(taker);
                }
            }
        } finally {
            workers.shutdownNow();
            idle.forEach(Judge::close);
        }
    }

    private static <R> List<R> judge(Recording.Batch batch, BlockingQueue<Judge<R>> idle) throws InterruptedException {
        Judge<R> judge = idle.take();
        try {
            var judged = new ArrayList<R>();
            for (Recorded recorded : batch.read()) {
                judged.add(judge.judge(recorded));
            }
            return judged;
        } finally {
            idle.add(judge);
        }
    }

    private static <R> List<R> judged(Future<List<R>> judged) throws InterruptedException {
        try {
            return judged.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot judge a batch of decisions", e.getCause());
        }
    }
}
