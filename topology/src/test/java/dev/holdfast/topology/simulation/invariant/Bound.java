package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.ControlAction;
import dev.holdfast.record.ControlCommand;
import dev.holdfast.record.Lease;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An executor is at work only within a committed lease for a heartbeat it sent, counted from when it sent that; never past its grant; and never longer after a halt
 * was decided than a lease lasts, though it may not have heard of it. By its own steady clock, whatever the evaluator's does.
 */
public final class Bound implements Invariant {
    /** How much the brokers of two topics may differ, in milliseconds. */
    public static final long BROKERS_DIFFER = 100;

    private final Truth truth;
    private final Map<String, TreeMap<Long, Long>> leased = new HashMap<>();
    private final Map<String, Long> haltedAt = new HashMap<>();

    public Bound(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void committed(Observed written) {
        String id = written.id();
        if (written.forgets()) {
            haltedAt.remove(id);
        }
        written.as(ControlCommand.class)
                .filter(command -> command.getAction() == ControlAction.HALT && command.getSelector() == null)
                .ifPresent(halt -> haltedAt.putIfAbsent(id, halt.getDecidedAt().toEpochMilli()));
        written.as(Lease.class)
                .ifPresent(lease -> truth.sentAt(id, lease.getExecutorInstance(), lease.getHeartbeatSequence())
                        .ifPresent(sentAt -> leased.computeIfAbsent(
                                        id + ' ' + lease.getExecutorInstance(), any -> new TreeMap<>())
                                .put(sentAt, sentAt + truth.longestLease(id))));
    }

    @Override
    public void acted(String id, String instance, long now) {
        TreeMap<Long, Long> leases = leased.getOrDefault(id + ' ' + instance, new TreeMap<>());
        Map.Entry<Long, Long> last = leases.floorEntry(now);
        Broken.unless(
                last != null && now < last.getValue(),
                id,
                "expected `" + instance + "` to stand still at " + now + ", found it at work; "
                        + (last == null
                                ? "it has no lease"
                                : "its last lease can have lasted until " + last.getValue()));
        long granted = truth.lastNotAfter(id) + BROKERS_DIFFER;
        Broken.unless(now < granted, id, "expected no work at " + now + ", after its grant's end at " + granted);
        Long halted = haltedAt.get(id);
        Broken.unless(
                halted == null || now < halted + truth.longestLease(id) + BROKERS_DIFFER,
                id,
                "expected no work at " + now + ", a lease's time after its halt at " + halted);
    }
}
