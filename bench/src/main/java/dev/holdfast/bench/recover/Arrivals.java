package dev.holdfast.bench.recover;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/** When something came from each partition, in nanoseconds of the monotonic clock. Any thread. */
final class Arrivals {
    private final List<TreeSet<Long>> partitions = new ArrayList<>();

    Arrivals(int count) {
        for (int number = 0; number < count; number++) {
            partitions.add(new TreeSet<>());
        }
    }

    synchronized void add(int partition, long nanos) {
        partitions.get(partition).add(nanos);
    }

    /** The first one after this. */
    synchronized OptionalLong firstAfter(int partition, long nanos) {
        Long first = partitions.get(partition).higher(nanos);
        return first == null ? OptionalLong.empty() : OptionalLong.of(first);
    }

    /** The longest time without any that ended after an instant; 0 when none has come since. */
    synchronized long longestSilence(int partition, long endingAfter) {
        TreeSet<Long> all = partitions.get(partition);
        Long before = all.floor(endingAfter);
        long longest = 0;
        for (long each : all.tailSet(endingAfter, false)) {
            if (before != null) {
                longest = Math.max(longest, each - before);
            }
            before = each;
        }
        return longest;
    }
}
