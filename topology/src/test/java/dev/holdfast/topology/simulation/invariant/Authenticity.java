package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.Lease;

/** Every committed lease answers a heartbeat that its executor really sent, for no longer than a grant gives. */
public final class Authenticity implements Invariant {
    private final Truth truth;

    public Authenticity(Truth truth) {
        this.truth = truth;
    }

    @Override
    public void committed(Observed written) {
        written.as(Lease.class).ifPresent(lease -> {
            String id = written.id();
            Broken.unless(
                    truth.sentAt(id, lease.getExecutorInstance(), lease.getHeartbeatSequence())
                            .isPresent(),
                    id,
                    "expected the lease to answer a heartbeat of `" + lease.getExecutorInstance()
                            + "`, found that it never sent number " + lease.getHeartbeatSequence());
            Broken.unless(
                    lease.getDurationMillis() > 0 && lease.getDurationMillis() <= truth.longestLease(id),
                    id,
                    "expected a lease of 1 to " + truth.longestLease(id) + " ms, found " + lease.getDurationMillis());
        });
    }
}
