package dev.holdfast.trust.testing;

import dev.holdfast.record.Capability;
import dev.holdfast.record.Heartbeat;
import dev.holdfast.record.ReportedAction;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** A sound heartbeat, to be spoiled one part at a time. */
public final class TestHeartbeats {
    /** The executor process that sends them. */
    public static final String INSTANCE = "process-a";

    static {
        Records.vouch();
    }

    private TestHeartbeats() {}

    /** The sound heartbeat of a sequence. */
    public static Heartbeat sound(long sequence) {
        return with(sequence, heartbeat -> {});
    }

    /** The sound heartbeat of a sequence with a change. */
    public static Heartbeat with(long sequence, Consumer<Heartbeat> change) {
        Heartbeat heartbeat = Heartbeat.newBuilder()
                .setCapabilities(List.of(Capability.PAUSE, Capability.KILL))
                .setSequence(sequence)
                .setExecutorInstance(INSTANCE)
                .setSentAt(Instant.ofEpochMilli(TestGrants.START))
                .build();
        change.accept(heartbeat);
        return heartbeat;
    }

    /** A fetch inside the sound grant's scope. */
    public static ReportedAction fetch(long count) {
        return new ReportedAction("http.get", "https://example.org/index.html", count);
    }

    /** A deletion outside of every scope. */
    public static ReportedAction deletion(String resource) {
        return new ReportedAction("file.delete", resource, 1L);
    }
}
