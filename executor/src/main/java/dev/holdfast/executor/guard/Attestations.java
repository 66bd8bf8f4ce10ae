package dev.holdfast.executor.guard;

import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.attest.Attester;
import dev.holdfast.executor.attest.NotAttested;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.AttestationKind;
import dev.holdfast.record.Grant;
import dev.holdfast.record.Standing;
import dev.holdfast.trust.appraisal.Results;
import dev.holdfast.trust.evidence.AttestationForm;
import dev.holdfast.trust.evidence.Challenge;
import dev.holdfast.trust.signature.VerifyingKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has attestations made, on a thread of its own, and keeps them until a heartbeat takes them. They are made again when half of their greatest age is
 * over, or half of the time until they run out; and, while the execution does not run, every few seconds: they may be what it waits for. Any thread.
 */
public final class Attestations implements AutoCloseable {
    /** Size of one attestation in bytes, at most: a heartbeat has 16 KiB for everything. */
    static final int MOST_BYTES = 12 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Attestations.class);
    private static final Duration AGAIN_AT_FIRST = Duration.ofSeconds(2);
    private static final Duration AGAIN_AT_LAST = Duration.ofSeconds(30);
    private static final Duration LEAST_DISTANCE = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 200;

    private final List<Turn> turns;
    private final Grant grant;
    private final String trustDomain;
    private final VerifyingKey executorKey;
    private final Consumer<GuardEvent> events;
    private final Map<String, Attestation> waiting = new LinkedHashMap<>();
    private @Nullable ByteBuffer nonce;
    private boolean closed;
    private @Nullable Thread thread;

    /** When an attester is asked next; only that thread's. */
    private static final class Turn {
        private final Attester attester;
        private boolean asked;
        private long askedNanos;
        private Duration renewal = AGAIN_AT_FIRST;
        private Duration again = AGAIN_AT_FIRST;
        private Standing standing = Standing.WAITING;

        private Turn(Attester attester) {
            this.attester = attester;
        }

        private boolean isDue(Standing now) {
            if (now != standing) {
                standing = now;
                again = AGAIN_AT_FIRST;
            }
            if (!asked) {
                return true;
            }
            boolean idle = now != Standing.RUNNING && again.compareTo(renewal) < 0;
            return System.nanoTime() - askedNanos >= (idle ? again : renewal).toNanos();
        }

        private void begins() {
            if (asked && standing != Standing.RUNNING) {
                again = again.multipliedBy(2).compareTo(AGAIN_AT_LAST) < 0 ? again.multipliedBy(2) : AGAIN_AT_LAST;
            }
            asked = true;
            askedNanos = System.nanoTime();
        }
    }

    /** Nothing is made before {@link #start}. */
    public Attestations(
            List<Attester> attesters,
            Grant grant,
            String trustDomain,
            VerifyingKey executorKey,
            Consumer<GuardEvent> events) {
        this.turns = attesters.stream().map(Turn::new).toList();
        this.grant = grant;
        this.trustDomain = trustDomain;
        this.executorKey = executorKey;
        this.events = events;
    }

    /**
     * Begins, once.
     *
     * @param standing where the execution stands
     * @param made told when there is something for a heartbeat to take
     */
    public synchronized void start(Supplier<Standing> standing, Runnable made) {
        if (!turns.isEmpty()) {
            var attests = new Thread(() -> attest(standing, made), "holdfast-attestations");
            attests.setDaemon(true);
            thread = attests;
            attests.start();
        }
    }

    /** The evaluator challenges; whatever is not of the right size is no challenge. */
    public synchronized void challenged(ByteBuffer challenge) {
        if (challenge.remaining() == Challenge.NONCE_BYTES) {
            nonce = challenge.duplicate();
            notifyAll();
        }
    }

    /**
     * What the next heartbeat presents.
     *
     * @param room how many bytes it has left for that
     */
    synchronized List<Attestation> take(int room) {
        var taken = new ArrayList<Attestation>();
        int bytes = 0;
        var left = waiting.values().iterator();
        while (left.hasNext() && taken.size() < AttestationForm.ATTESTATIONS) {
            Attestation next = left.next();
            bytes += sizeOf(next);
            if (bytes > room) {
                break;
            }
            taken.add(next);
            left.remove();
        }
        return taken;
    }

    /** The heartbeat that took them was lost; unless there are newer ones, the next one presents them. */
    synchronized void putBack(List<Attestation> taken) {
        taken.forEach(each -> waiting.putIfAbsent(nameOf(each), each));
    }

    private void attest(Supplier<Standing> standing, Runnable made) {
        try {
            while (true) {
                ByteBuffer challenge = awaitLook();
                if (challenge == null) {
                    return;
                }
                for (Turn turn : turns) {
                    if (turn.isDue(standing.get())) {
                        turn.begins();
                        // Each answers the latest challenge: the one before it may have taken long.
                        ByteBuffer latest = newest(challenge);
                        ask(turn, new Attester.Occasion(trustDomain, grant, executorKey, latest), made);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized ByteBuffer newest(ByteBuffer known) {
        return nonce == null ? known : nonce;
    }

    /** Waits a little, and for a challenge; null when closed. */
    private synchronized @Nullable ByteBuffer awaitLook() throws InterruptedException {
        boolean challenged = nonce != null;
        if (!closed && challenged) {
            wait(LOOK_MILLIS);
        }
        while (!closed && nonce == null) {
            wait();
        }
        return closed || nonce == null ? null : nonce.duplicate();
    }

    private void ask(Turn turn, Attester.Occasion occasion, Runnable made) throws InterruptedException {
        try {
            Attester.Proof proof = turn.attester.attest(occasion);
            fits(proof);
            turn.renewal = renewal(proof);
            synchronized (this) {
                proof.attestations().forEach(each -> waiting.put(nameOf(each), each));
            }
            made.run();
        } catch (NotAttested | RuntimeException e) {
            turn.renewal = AGAIN_AT_FIRST;
            LOG.warn("event=not_attested attester={} cause={}", turn.attester.name(), e.toString());
            events.accept(new GuardEvent.NotAttested(turn.attester.name(), String.valueOf(e.getMessage())));
        }
    }

    private static void fits(Attester.Proof proof) throws NotAttested {
        for (Attestation each : proof.attestations()) {
            if (sizeOf(each) > MOST_BYTES) {
                throw new NotAttested("expected an attestation of at most " + MOST_BYTES + " bytes, found one of "
                        + sizeOf(each) + "; a heartbeat cannot carry it");
            }
        }
    }

    private Duration renewal(Attester.Proof proof) {
        long age = proof.attestations().stream()
                .mapToLong(each -> Results.greatestAgeMillis(grant, each.getKind()))
                .min()
                .orElse(Results.ANSWER_AGE.toMillis());
        if (!proof.until().equals(Instant.MAX)) {
            age = Math.min(
                    age,
                    Duration.between(Instant.ofEpochMilli(System.currentTimeMillis()), proof.until())
                            .toMillis());
        }
        return Duration.ofMillis(Math.max(age / 2, LEAST_DISTANCE.toMillis()));
    }

    private static String nameOf(Attestation attestation) {
        boolean statement = attestation.getKind() == AttestationKind.STATEMENT;
        return Results.nameOf(attestation.getKind(), statement ? attestation.getName() : "");
    }

    private static int sizeOf(Attestation attestation) {
        return attestation.getPayload().remaining()
                + attestation.getSignature().remaining()
                + attestation.getChain().stream()
                        .mapToInt(ByteBuffer::remaining)
                        .sum();
    }

    /** Makes no more; an attester that is at work is interrupted. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
