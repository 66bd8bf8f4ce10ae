package dev.holdfast.cli.system;

import dev.holdfast.executor.GuardEvent;
import dev.holdfast.record.Standing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers what a guard told. */
public final class Heard implements Consumer<GuardEvent> {
    private final List<GuardEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void accept(GuardEvent event) {
        events.add(event);
    }

    public <T extends GuardEvent> List<T> all(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The first move to a standing. */
    public Optional<GuardEvent.StandingChanged> lastMoveTo(Standing standing) {
        return all(GuardEvent.StandingChanged.class).stream()
                .filter(change -> change.to() == standing)
                .reduce((earlier, later) -> later);
    }

    boolean ignored(String cause) {
        return all(GuardEvent.RecordIgnored.class).stream()
                .anyMatch(ignored -> ignored.cause().contains(cause));
    }

    /** When the last lease ended or will end: counted from the sending of the heartbeat that it answered. */
    long lastLeaseEndNanos() {
        return all(GuardEvent.LeaseReceived.class).stream()
                .mapToLong(lease ->
                        sentAt(lease.heartbeatSequence()) + lease.duration().toNanos())
                .max()
                .orElseThrow();
    }

    private long sentAt(long sequence) {
        return all(GuardEvent.HeartbeatSent.class).stream()
                .filter(sent -> sent.sequence() == sequence)
                .findFirst()
                .orElseThrow()
                .atNanos();
    }

    @Override
    public String toString() {
        List<GuardEvent> last = events.subList(Math.max(0, events.size() - 20), events.size());
        return "the last of " + events.size() + " events: " + last;
    }
}
