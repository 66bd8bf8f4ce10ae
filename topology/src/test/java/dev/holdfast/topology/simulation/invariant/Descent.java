package dev.holdfast.topology.simulation.invariant;

import dev.holdfast.record.ExecutionState;
import dev.holdfast.record.Lease;
import dev.holdfast.record.TrustState;
import dev.holdfast.schemas.ExecutionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Nothing is trusted or leased while something that it descends from is not trusted. */
public final class Descent implements Invariant {
    private final Map<String, Read> last = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent")
    private record Read(byte[] bytes, ExecutionState state) {}

    @Override
    public void taken(Taken taken) {
        if (taken.outputs().isEmpty()) {
            return;
        }
        Map<String, ExecutionState> states = read(taken);
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

    /** All executions' states. Most are as they were, and a store hands out the same bytes then. */
    private Map<String, ExecutionState> read(Taken taken) {
        var states = new HashMap<String, ExecutionState>();
        taken.stored().forEach((id, bytes) -> {
            Read before = last.get(id);
            Read now = before != null && before.bytes() == bytes ? before : new Read(bytes, States.read(bytes));
            last.put(id, now);
            states.put(id, now.state());
        });
        return states;
    }

    private static void check(String id, Map<String, ExecutionState> states, String what) {
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
