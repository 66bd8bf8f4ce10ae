package dev.holdfast.cli.demo;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;

/**
 * Tells what happens, as it happens: in a terminal above a table that is drawn anew, elsewhere as plain lines. Any thread.
 */
final class Narrator {
    private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
    private static final int LINES_SHOWN = 14;
    private static final String ROW = "  %-12s %-10s %s";

    private final PrintWriter out;
    private final boolean live;
    private final long startNanos = System.nanoTime();
    private final Deque<String> recent = new ArrayDeque<>();
    private final Map<DemoCase, String> states = new EnumMap<>(DemoCase.class);
    private final Map<DemoCase, String> latest = new EnumMap<>(DemoCase.class);

    /** @param live whether there is a terminal that a table can be drawn on */
    Narrator(PrintWriter out, boolean live) {
        this.out = out;
        this.live = live;
    }

    /** Something about the whole. */
    synchronized void say(String line) {
        tell(String.format("[%5.1fs] %s", seconds(), line));
    }

    /** Something about one case. */
    synchronized void say(DemoCase about, String line) {
        latest.put(about, line);
        tell(String.format("[%5.1fs] %-12s %s", seconds(), about.label(), line));
    }

    /** Where the execution of a case stands. */
    synchronized void state(DemoCase about, String state) {
        if (!state.equals(states.put(about, state))) {
            say(about, "is " + state);
        }
    }

    private void tell(String line) {
        if (!live) {
            out.println(line);
            out.flush();
            return;
        }
        recent.addLast(line);
        if (recent.size() > LINES_SHOWN) {
            recent.removeFirst();
        }
        draw();
    }

    private void draw() {
        out.print(CLEAR_SCREEN);
        out.println("Holdfast: every running execution is tied to a signed grant");
        out.println();
        out.println(String.format(ROW, "CASE", "STATE", "LATEST"));
        for (DemoCase each : DemoCase.values()) {
            out.println(String.format(
                    ROW, each.label(), states.getOrDefault(each, "-"), latest.getOrDefault(each, each.story())));
        }
        out.println();
        recent.forEach(out::println);
        out.flush();
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
