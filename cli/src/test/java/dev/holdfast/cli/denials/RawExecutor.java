package dev.holdfast.cli.denials;

import dev.holdfast.cli.system.Site.Granted;
import dev.holdfast.record.Capability;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.Standing;
import dev.holdfast.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** An executor that says what it is told to say; it has no process. */
final class RawExecutor implements AutoCloseable {
    private static final int RHYTHM_MILLIS = 500;

    private final Ground ground;
    private final Granted granted;
    private final String instance = UUID.randomUUID().toString();
    private final ScheduledExecutorService rhythm = Executors.newSingleThreadScheduledExecutor();
    private long sequence;

    RawExecutor(Ground ground, Granted granted) {
        this.ground = ground;
        this.granted = granted;
    }

    String id() {
        return granted.executionId();
    }

    /** Publishes its grant. */
    void grant() {
        ground.send(ground.record(Topic.GRANTS, id(), granted.grant().grant(), ground.site().issuer));
    }

    /** Sends the next heartbeat, changed as wanted. */
    synchronized void beat(Consumer<Heartbeat> change) {
        sequence++;
        var heartbeat = Heartbeat.newBuilder()
                .setSequence(sequence)
                .setExecutorInstance(instance)
                .setSentAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setStanding(Standing.RUNNING)
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                .build();
        change.accept(heartbeat);
        ground.send(ground.record(Topic.HEARTBEATS, id(), heartbeat, granted.key()));
    }

    /** Sends one heartbeat after the other from now on. */
    void keepsBeating(Consumer<Heartbeat> change) {
        rhythm.scheduleAtFixedRate(() -> beat(change), 0, RHYTHM_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        rhythm.shutdownNow();
    }
}
