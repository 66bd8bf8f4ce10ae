package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Lease;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.ExecutionId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Nothing is trusted or leased while something that it descends from is not trusted. */
public final class Descent implements Invariant {
    @Override
    public void taken(Taken taken) {
        if (taken.outputs().isEmpty()) {
            return;
        }
        SortedMap<String, ExecutionState> states = taken.states();
        for (Map.Entry<String, ExecutionState> each : states.entrySet()) {
            if (each.getValue().getState() == TrustState.TRUSTED) {
                check(each.getKey(), states, "is trusted");
            }
        }
        for (Observed written : taken.outputs()) {
            if (written.as(Lease.class).isPresent()) {
                check(written.id(), states, "was leased");
            }
        }
    }

    private static void check(String id, SortedMap<String, ExecutionState> states, String what) {
        Optional<String> above = ExecutionId.parentOf(id);
        while (above.isPresent()) {
            ExecutionState ancestor = states.get(above.get());
            Broken.unless(
                    ancestor != null && ancestor.getState() == TrustState.TRUSTED,
                    id,
                    "expected `" + above.get() + "` to be trusted while it " + what + ", found "
                            + (ancestor == null ? "nothing" : ancestor.getState()));
            above = ExecutionId.parentOf(above.get());
        }
    }
}
