package dev.holdfast.cli.command.rules.backtest;

import dev.holdfast.cli.recorded.Recorded;
import java.util.ArrayList;
import java.util.List;

/** What of a recording could not be used: counted, and the first of it named. One thread. */
final class Faults {
    private static final int NAMED = 10;

    private final List<String> named = new ArrayList<>();
    private long count;

    void add(Recorded.Place place, String why) {
        count++;
        if (named.size() < NAMED) {
            named.add(place + ": " + why);
        }
    }

    long count() {
        return count;
    }

    /** A line for each of the first, and one for the rest. */
    List<String> lines() {
        var lines = new ArrayList<>(named);
        if (count > named.size()) {
            lines.add("and " + (count - named.size()) + " more");
        }
        return lines;
    }
}
