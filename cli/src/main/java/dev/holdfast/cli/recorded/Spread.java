package dev.holdfast.cli.recorded;

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

    /** Gives batches, one after the other, each to be opened by any thread; empty at the end. One thread. */
    public interface Batches<T> {
        Optional<Supplier<List<T>>> next() throws IOException;
    }

    /** Judges what was recorded. One thread at a time. */
    public interface Judge<T, R> extends AutoCloseable {
        /** What comes of one. */
        R judge(T recorded);

        @Override
        void close();
    }

    /**
     * Works to the end.
     *
     * @param threads how many decode and judge
     * @param judges makes one for each of them
     * @param taker takes what comes of each
     */
    public static <T, R> void over(
            Batches<T> batches, int threads, Supplier<? extends Judge<T, R>> judges, Consumer<R> taker)
            throws IOException, InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        BlockingQueue<Judge<T, R>> idle = new LinkedBlockingQueue<>();
        try {
            for (int i = 0; i < threads; i++) {
                idle.add(judges.get());
            }
            Deque<Future<List<R>>> under = new ArrayDeque<>();
            Optional<Supplier<List<T>>> batch = batches.next();
            while (batch.isPresent() || !under.isEmpty()) {
                if (batch.isPresent()) {
                    Supplier<List<T>> taken = batch.get();
                    under.add(workers.submit(() -> judge(taken, idle)));
                    batch = batches.next();
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

    private static <T, R> List<R> judge(Supplier<List<T>> batch, BlockingQueue<Judge<T, R>> idle)
            throws InterruptedException {
        Judge<T, R> judge = idle.take();
        try {
            var judged = new ArrayList<R>();
            for (T recorded : batch.get()) {
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
