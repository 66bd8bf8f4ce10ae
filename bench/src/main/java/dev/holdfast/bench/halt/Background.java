package dev.holdfast.bench.halt;

import dev.holdfast.bench.Issuer;
import dev.holdfast.bench.Workload;
import dev.holdfast.bench.suite.Worker;
import dev.holdfast.executor.ExecutorConfig;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.HeartbeatMode;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.grant.SignedGrant;
import dev.holdfast.trust.session.SessionSigner;
import dev.holdfast.trust.signature.AgreementKey;
import dev.holdfast.trust.signature.SigningKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Healthy executions without a guard, in sessions, one heartbeat a second each, ever more of them. The loop is open: each heartbeat has its intended moment, whatever became of those before,
 * and one that is late goes out at once.
 */
final class Background implements AutoCloseable {
    static final String PREFIX = "load-";

    /** Has no divisor in common with how many there are, and is nearly the golden section of 10,000: however many of them have joined, they are spread over the second. */
    private static final int STRIDE = 6_181;

    /** Those that are due go out together: to wake for each would cost more than to send it. */
    private static final long TICK_NANOS = 1_000_000;

    /** Executions have one heartbeat in 64 signed, and not in the same second, though they began together. */
    private static final int CHECKPOINT_LEAST = 48;

    private static final int CHECKPOINTS = 33;

    private static final Duration LATEST = Duration.ofMinutes(1);
    private static final String INSTANCE = "bench";

    private final Post post;
    private final SigningKey key = SigningKey.generate(new SecureRandom());
    private final Beating[] executions;
    // Who sends in which part of the second.
    private final int[] numbers;
    private final Worker worker = new Worker("bench-background", this::send);
    private final AtomicLong sent = new AtomicLong();
    private final Histogram lateNanos = new SynchronizedHistogram(LATEST.toNanos(), 3);
    private volatile Joining joining = new Joining(0, 0, 0, 1);

    /** An execution that sends. */
    private static final class Beating {
        private final String id;
        private final SessionSigner signer;
        private final Heartbeat heartbeat = Workload.heartbeat(0, INSTANCE, Instant.EPOCH, Standing.WAITING);

        private Beating(String id, SessionSigner signer) {
            this.id = id;
            this.signer = signer;
        }
    }

    /** How many send, rising steadily. */
    private record Joining(int from, int to, long since, long lastsNanos) {
        int at(long nanos) {
            return nanos - since >= lastsNanos ? to : from + (int) ((to - from) * (nanos - since) / lastsNanos);
        }
    }

    /**
     * Publishes the grants; nobody sends yet.
     *
     * @param evaluator public key to agree session keys with
     */
    Background(ExecutorConfig config, Issuer issuer, byte[] evaluator, int size) {
        this.post = new Post(config);
        AgreementKey own = AgreementKey.generate(new SecureRandom());
        this.executions = IntStream.range(0, size)
                .mapToObj(number -> {
                    String id = PREFIX + number;
                    SignedGrant grant = issuer.issue(id, key, terms -> {
                        terms.setHeartbeatModes(List.of(HeartbeatMode.SIGNED, HeartbeatMode.SESSION));
                        terms.setSessionCheckpointEvery(CHECKPOINT_LEAST + number % CHECKPOINTS);
                    });
                    post.grant(grant);
                    Grant terms = grant.grant();
                    var signer = new SessionSigner(key, own, config.trustDomain(), terms, INSTANCE);
                    signer.agree(evaluator);
                    return new Beating(id, signer);
                })
                .toArray(Beating[]::new);
        this.numbers = new int[size];
        for (int number = 0; number < size; number++) {
            numbers[(int) ((long) number * STRIDE % size)] = number;
        }
        post.flush();
    }

    /** Begins; the evaluator must have the grants. */
    void start() {
        worker.start();
    }

    /** From now on as many send, the last of them after that time. */
    void reach(int size, Duration within) {
        long now = System.nanoTime();
        joining = new Joining(joining.at(now), size, now, Math.max(1, within.toNanos()));
    }

    /** How many heartbeats were sent. */
    long sent() {
        return sent.get();
    }

    /** How many records Kafka did not take. */
    long lost() {
        return post.lost();
    }

    /** How long after their intended moments Kafka had heartbeats, since this was last asked; in nanoseconds. */
    Histogram lateness() {
        Histogram copy = lateNanos.copy();
        lateNanos.reset();
        return copy;
    }

    private void send(Worker sending) {
        long start = System.nanoTime();
        int size = executions.length;
        long second = Workload.RHYTHM.toNanos();
        for (long turn = 0; sending.goesOn(); turn++) {
            for (int slot = 0; slot < size && sending.goesOn(); slot++) {
                int number = numbers[slot];
                long intended = start + turn * second + slot * second / size;
                if (number < joining.at(intended)) {
                    sending.rest(intended, TICK_NANOS);
                    beat(executions[number], intended);
                }
            }
            sending.rest(start + (turn + 1) * second, TICK_NANOS);
        }
    }

    private void beat(Beating execution, long intended) {
        Heartbeat heartbeat = execution.heartbeat;
        heartbeat.setSequence(heartbeat.getSequence() + 1);
        heartbeat.setSentAt(Instant.ofEpochMilli(System.currentTimeMillis()));
        post.beat(
                execution.id,
                execution.signer,
                heartbeat,
                () -> lateNanos.recordValue(Math.max(0, Math.min(System.nanoTime() - intended, LATEST.toNanos()))));
        heartbeat.setStanding(Standing.RUNNING);
        sent.incrementAndGet();
    }

    @Override
    public void close() throws IOException {
        worker.close();
        post.close();
    }
}
