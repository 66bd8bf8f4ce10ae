package dev.holdfast.topology.simulation.world;

import java.util.PriorityQueue;

/** What is going to happen, in the order of time. Instants are epoch milliseconds. */
final class Agenda {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long added;
    private long now;

    Agenda(long now) {
        this.now = now;
    }

    private record Entry(long at, long number, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
        }
    }

    long now() {
        return now;
    }

    void in(long millis, Runnable what) {
        entries.add(new Entry(now + millis, added++, what));
    }

    /** Whether nothing is going to happen but one thing, which is the evaluator's next turn. */
    boolean isQuiet() {
        return entries.size() == 1;
    }

    /** Lets time pass until the next thing happens. */
    void next() {
        Entry entry = entries.remove();
        now = entry.at();
        entry.what().run();
    }
}
