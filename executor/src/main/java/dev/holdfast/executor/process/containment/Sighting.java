package dev.holdfast.executor.process.containment;

import java.util.List;

/**
 * What one look at the members of an execution showed.
 *
 * @param alive pids of the members that have not ended
 * @param awaited pids of those that do not show what was ordered: still running after a stop, still stopped after a
 *     resume, still there after a kill
 * @param clear false if some process could not be told to be a member or not; then the look proves nothing
 */
public record Sighting(List<Long> alive, List<Long> awaited, boolean clear) {
    public Sighting {
        alive = List.copyOf(alive);
        awaited = List.copyOf(awaited);
    }

    /** Everything that was looked at shows what was ordered. */
    public boolean settled() {
        return clear && awaited.isEmpty();
    }

    /** No member is left. */
    public boolean gone() {
        return clear && alive.isEmpty();
    }
}
