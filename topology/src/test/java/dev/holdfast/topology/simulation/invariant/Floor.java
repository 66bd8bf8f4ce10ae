package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.Dimension;
import dev.holdfast.record.Lease;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.trust.facts.ExecutionFacts;
import java.util.Objects;

/** No lease but by an entry that says for which heartbeat, with every dimension verified by the facts in it. */
public final class Floor implements Invariant {
    @Override
    public void taken(Taken taken) {
        for (Observed written : taken.outputs()) {
            written.as(Lease.class).ifPresent(lease -> check(taken, written.id(), lease));
        }
    }

    private static void check(Taken taken, String id, Lease lease) {
        LineageEntry entry = taken.written(LineageEntry.class).stream()
                .filter(each -> each.getExecutionId().equals(id)
                        && Objects.equals(each.getLeasedSequence(), lease.getHeartbeatSequence()))
                .findFirst()
                .orElseThrow(() -> new Broken(
                        id, "expected an entry about the lease for heartbeat " + lease.getHeartbeatSequence()));
        for (Dimension dimension : Dimension.values()) {
            Object check = fact(entry, ExecutionFacts.propertyOf(dimension));
            Broken.unless(
                    "VERIFIED".equals(check),
                    id,
                    "expected " + dimension + " to be verified when it was leased, found " + check);
        }
    }

    private static Object fact(LineageEntry entry, String name) {
        return entry.getFacts().stream()
                .filter(fact -> fact.getName().equals(name))
                .findFirst()
                .map(dev.holdfast.record.FactValue::getValue)
                .orElse("nothing");
    }
}
