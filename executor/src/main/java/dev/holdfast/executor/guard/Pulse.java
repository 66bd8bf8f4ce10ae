package dev.holdfast.executor.guard;

import dev.holdfast.executor.GuardEvent;
import dev.holdfast.executor.Vitals;
import dev.holdfast.record.Attestation;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Phase;
import dev.holdfast.record.ReportedAction;
import dev.holdfast.record.Standing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends heartbeats: at the grant's rhythm, and at once when there is something to say. */
public final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final int SENT_REMEMBERED = 4_096;
    private static final Duration LAST_AGAIN = Duration.ofSeconds(1);
    // An input has 16 KiB; what is left is for evidence, counters and the rest.
    private static final int ROOM_BYTES = 14 * 1024;
    private static final int ACTION_BYTES = 16;
    private static final Duration LEAST_DISTANCE = Duration.ofMillis(20);

    private final Outbox outbox;
    private final Seals seals;
    private final Vitals vitals;
    private final Reports reports;
    private final Attestations attestations;
    private final String executorInstance;
    private final List<Capability> capabilities;
    private final Rhythm rhythm;
    private final Consumer<GuardEvent> events;
    private final Map<Long, Long> sentAtNanos = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > SENT_REMEMBERED;
        }
    };
    private final CountDownLatch ended = new CountDownLatch(1);
    private Map<String, String> evidence = Map.of();
    private long sequence;
    private boolean wanted;
    private boolean closed;
    private @Nullable Integer exitCode;
    private boolean ending;

    /** What the executor enforces, and by which epoch. */
    public record Obedience(Standing standing, long epoch) {}

    /** Nothing is sent before {@link #start}. */
    public Pulse(
            Outbox outbox,
            Seals seals,
            Vitals vitals,
            Reports reports,
            Attestations attestations,
            String executorInstance,
            List<Capability> capabilities,
            Duration rhythm,
            Consumer<GuardEvent> events) {
        this.outbox = outbox;
        this.seals = seals;
        this.vitals = vitals;
        this.reports = reports;
        this.attestations = attestations;
        this.executorInstance = executorInstance;
        this.capabilities = List.copyOf(capabilities);
        this.rhythm = new Rhythm(rhythm);
        this.events = events;
    }

    /** Begins, once. Each heartbeat asks what the executor enforces. */
    public void start(Supplier<Obedience> obedience) {
        var thread = new Thread(() -> beat(obedience), "holdfast-heartbeats");
        thread.setDaemon(true);
        thread.start();
    }

    /** The evidence of the last heartbeat. */
    public synchronized Map<String, String> evidence() {
        return evidence;
    }

    /** Sends a heartbeat soon, out of rhythm. */
    public synchronized void now() {
        wanted = true;
        notifyAll();
    }

    /** When a heartbeat was sent, in nanoseconds of the monotonic clock; empty when it is not known any more. */
    public synchronized OptionalLong sentAtNanos(long heartbeat) {
        Long at = sentAtNanos.get(heartbeat);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /** Sends a last heartbeat that says that the execution has ended; false when it is not sent within the time. */
    public boolean end(@Nullable Integer code, Duration within) throws InterruptedException {
        synchronized (this) {
            ending = true;
            exitCode = code;
            notifyAll();
        }
        return ended.await(within.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat(Supplier<Obedience> obedience) {
        try {
            while (true) {
                boolean last = seals.ready() && send(obedience);
                // The last word is said again until Kafka has taken it, or the guard is closed.
                if (last && ended.await(LAST_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                if (awaitNext(obedience)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the next one's time; true when there will be none. */
    private boolean awaitNext(Supplier<Obedience> obedience) throws InterruptedException {
        // Asked before any lock is taken: whoever answers may be about to call this from under a lock of its own.
        boolean waiting = obedience.get().standing() == Standing.WAITING;
        return awaitNext(rhythm.next(waiting));
    }

    private synchronized boolean awaitNext(Duration distance) throws InterruptedException {
        long start = System.nanoTime();
        while (!closed) {
            Duration due = wanted || ending || reports.anyWaiting() ? LEAST_DISTANCE : distance;
            long leftMillis = due.minusNanos(System.nanoTime() - start).toMillis();
            if (leftMillis <= 0) {
                break;
            }
            wait(leftMillis);
        }
        wanted = false;
        return closed;
    }

    private boolean send(Supplier<Obedience> obedience) {
        Vitals.Reading reading = vitals.read();
        List<ReportedAction> actions = reports.take();
        List<Attestation> presented = attestations.take(ROOM_BYTES - sizeOf(actions));
        boolean last;
        Integer code;
        synchronized (this) {
            evidence = Map.copyOf(reading.evidence());
            last = ending && !reports.anyWaiting();
            code = exitCode;
            sequence++;
        }
        Obedience now = obedience.get();
        long number = sequence;
        // The lease counts from here: before anything that takes time.
        long atNanos = System.nanoTime();
        synchronized (this) {
            sentAtNanos.put(number, atNanos);
        }
        var heartbeat = Heartbeat.newBuilder()
                .setSequence(number)
                .setExecutorInstance(executorInstance)
                .setSentAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setPhase(last ? Phase.ENDED : Phase.RUNNING)
                .setExitCode(last ? code : null)
                .setStanding(now.standing())
                .setObeyedEpoch(now.epoch())
                .setEvidence(reading.evidence())
                .setCounters(reports.counters(reading.counters()))
                .setActions(actions)
                .setCapabilities(capabilities)
                .setAttestations(presented)
                .build();
        try {
            events.accept(new GuardEvent.HeartbeatSent(number, atNanos));
            outbox.beat(heartbeat, seals, atNanos, (metadata, failure) -> {
                if (failure != null) {
                    lost(number, actions, presented, failure);
                    return;
                }
                events.accept(new GuardEvent.HeartbeatTaken(number, metadata.offset()));
                if (last) {
                    ended.countDown();
                }
            });
        } catch (KafkaException e) {
            lost(number, actions, presented, e);
        }
        return last;
    }

    private static int sizeOf(List<ReportedAction> actions) {
        return actions.stream()
                .mapToInt(each -> ACTION_BYTES
                        + each.getAction().getBytes(StandardCharsets.UTF_8).length
                        + each.getResource().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    private void lost(long number, List<ReportedAction> actions, List<Attestation> presented, Exception failure) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        LOG.warn("event=heartbeat_lost sequence={} cause={}", number, failure.toString());
        reports.putBack(actions);
        attestations.putBack(presented);
        events.accept(new GuardEvent.HeartbeatLost(number, failure.toString()));
    }

    /** Sends no more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
    }
}
