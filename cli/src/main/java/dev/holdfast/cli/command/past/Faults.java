package dev.holdfast.cli.command.past;

import dev.holdfast.cli.recorded.Recorded;
import java.util.ArrayList;
import java.util.List;

/** What of a recording could not be used: counted, and the first of it named. One thread. */
public final class Faults {
    private static final int NAMED = 10;

    private final List<String> named = new ArrayList<>();
    private long count;

    public void add(Recorded.Place place, String why) {
        count++;
        if (named.size() < NAMED) {
            named.add(place + ": " + why);
        }
    }

    public long count() {
        return count;
    }

    /** A line for each of the first, and one for the rest. */
    public List<String> lines() {
        var lines = new ArrayList<>(named);
        if (count > named.size()) {
            lines.add("and " + (count - named.size()) + " more");
        }
        return lines;
    }
}
