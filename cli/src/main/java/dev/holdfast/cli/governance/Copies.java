package dev.holdfast.cli.governance;

import java.util.Map;

/**
 * Where the copies of one act stand.
 *
 * @param offsets by the numbers of their partitions
 */
public record Copies(Map<Integer, Long> offsets) {
    public Copies {
        offsets = Map.copyOf(offsets);
    }

    /** How many partitions have a copy. */
    public int partitions() {
        return offsets.size();
    }

    /** Whether one of them stands there. */
    boolean standAt(int partition, long offset) {
        Long own = offsets.get(partition);
        return own != null && own == offset;
    }
}
