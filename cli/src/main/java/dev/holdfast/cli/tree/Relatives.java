package dev.holdfast.cli.tree;

import dev.holdfast.record.ExecutionStatus;
import dev.holdfast.record.LineageEntry;
import dev.holdfast.schemas.ExecutionId;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** An execution with its ancestors and all that descends from it, as topics tell of them. One thread. */
public final class Relatives {
    /** So many are kept; of more it is only known that they are there. */
    public static final int MAXIMUM = 100_000;

    private final String executionId;
    private final SortedMap<String, Relative> all = new TreeMap<>();
    private long beyond;

    /**
     * One of them.
     *
     * @param status its row of {@code executions}; empty when it has left that topic, or was never on it
     * @param last the last decision that moved it; empty when lineage has none
     */
    public record Relative(Optional<ExecutionStatus> status, Optional<Transition> last) {
        private static final Relative UNKNOWN = new Relative(Optional.empty(), Optional.empty());
    }

    /** @param executionId the one in the middle */
    public Relatives(String executionId) {
        this.executionId = executionId;
    }

    /** Whether an id is one of an ancestor, the execution itself or a descendant. */
    public boolean includes(String id) {
        return id.equals(executionId) || isBelow(id, executionId) || isBelow(executionId, id);
    }

    private static boolean isBelow(String id, String above) {
        return id.startsWith(above) && id.length() > above.length() && id.charAt(above.length()) == '/';
    }

    /** Takes in a row; the last one of an id counts. */
    public void take(String id, ExecutionStatus status) {
        put(id, new Relative(Optional.of(status), at(id).last()));
    }

    /** Takes in an entry; the last one that moved something counts. */
    public void take(LineageEntry entry) {
        Transition.of(entry).ifPresent(transition -> {
            String id = entry.getExecutionId();
            put(id, new Relative(at(id).status(), Optional.of(transition)));
        });
    }

    /** A row has been taken away: what lineage says of it stays. */
    public void forget(String id) {
        if (all.containsKey(id)) {
            put(id, new Relative(Optional.empty(), at(id).last()));
        }
    }

    private Relative at(String id) {
        return all.getOrDefault(id, Relative.UNKNOWN);
    }

    private void put(String id, Relative relative) {
        if (all.size() < MAXIMUM || all.containsKey(id)) {
            all.put(id, relative);
        } else {
            beyond++;
        }
    }

    /** The one in the middle. */
    public String executionId() {
        return executionId;
    }

    /** Whether anything is known of the execution itself. */
    public boolean isKnown() {
        Relative own = at(executionId);
        return own.status().isPresent() || own.last().isPresent();
    }

    /** All of whom anything is known, by id, with their parents, known or not. */
    SortedMap<String, Relative> all() {
        var whole = new TreeMap<>(all);
        for (String id : all.keySet()) {
            Optional<String> parent = ExecutionId.parentOf(id);
            while (parent.isPresent() && !whole.containsKey(parent.get())) {
                whole.put(parent.get(), Relative.UNKNOWN);
                parent = ExecutionId.parentOf(parent.get());
            }
        }
        whole.putIfAbsent(executionId, Relative.UNKNOWN);
        return whole;
    }

    /** Records about more executions than {@link #MAXIMUM}, which were left out. */
    long beyond() {
        return beyond;
    }
}
